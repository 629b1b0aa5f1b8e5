package dev.millrace.worker.source.http;

import dev.millrace.catalogue.http.HttpSource;
import dev.millrace.text.Excerpt;
import dev.millrace.text.Printable;
import dev.millrace.worker.source.UnexpectedAnswerException;

/** Words what is wrong with an answer, without secrets. Thread-safe. */
final class Report {

  private final HttpSource source;
  private final Credentials credentials;

  Report(HttpSource source, Credentials credentials) {
    this.source = source;
    this.credentials = credentials;
  }

  /** The beginning of an answer, in quotes. */
  String excerpt(byte[] body) {
    return Excerpt.of(body, credentials::masked);
  }

  /** The request, without secrets. */
  String request(Question question) {
    return credentials.masked(question.shown());
  }

  /** The whole request, without the secrets of the definition. */
  String exactly(Question question) {
    String sent =
        question.body() == null
            ? "GET " + question.uri()
            : "POST %s %s".formatted(question.uri(), question.body());
    return credentials.masked(sent);
  }

  /** A text of the source, without secrets. */
  String text(String text) {
    String masked = credentials.masked(text);
    return Printable.of(masked.substring(0, Math.min(masked.length(), Excerpt.LENGTH)));
  }

  /** The key and its line in the definition. */
  String line(String key) {
    int line = source.line(key);
    return line == 0 ? key : "%s, line %d of the definition".formatted(key, line);
  }

  /**
   * An answer that contradicts the definition.
   *
   * @param problem what came back
   * @param key the key that it contradicts
   * @param advice what to write
   */
  UnexpectedAnswerException contradiction(
      Question question, String problem, String key, String advice) {
    return new UnexpectedAnswerException(
        "%s: %s (%s); %s".formatted(request(question), problem, line(key), advice));
  }

  /** An answer beyond a limit of the parser. */
  UnexpectedAnswerException tooLarge(Question question, String problem) {
    return contradiction(
        question, problem, "documents", "ask for less, by a smaller page or a narrower window");
  }

  UnexpectedAnswerException notJson(Question question, byte[] body) {
    return contradiction(
        question,
        "the answer is not JSON: " + excerpt(body),
        "url",
        "check the url, or ask for JSON by headers: { accept: application/json }");
  }
}
