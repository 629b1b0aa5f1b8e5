package dev.millrace.worker.source.http;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One request.
 *
 * @param body JSON; null for a GET
 * @param given whether the source gave the URL, whose query may then hold anything
 * @param end of the time of the file that it asks for, in unix seconds; null for an API
 */
record Question(URI uri, @Nullable String body, boolean given, @Nullable Long end) {

  /** A request to an API. */
  Question(URI uri, @Nullable String body, boolean given) {
    this(uri, body, given, null);
  }

  /** The request for people. The query of a URL that the source gave is left out. */
  String shown() {
    String text = uri.toString();
    int query = text.indexOf('?');
    String url = given && query >= 0 ? text.substring(0, query) + "?…" : text;
    return body == null ? "GET " + url : "POST " + url + " " + body;
  }
}
