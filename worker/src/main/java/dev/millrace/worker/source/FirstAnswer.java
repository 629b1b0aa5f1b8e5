package dev.millrace.worker.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What step 1 answers. Deployments differ: newer ones give a link as {@code all_docs_url}, older
 * ones as {@code url}, both perhaps with some documents beside it, or all documents at once.
 */
sealed interface FirstAnswer {

  /** The documents are behind a link, which may be relative to the request. */
  record Link(String url) implements FirstAnswer {}

  /** The answer is the documents, an array that is not yet read; to be closed by the caller. */
  record Documents(InputStream array) implements FirstAnswer {}

  /** The documents beside a link are passed over, whatever they hold. */
  JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /**
   * Reads the answer with little memory, however many documents it holds.
   *
   * @param body closed here, unless it is the documents
   * @throws IOException when it breaks off, or is neither a link nor documents
   */
  static FirstAnswer read(InputStream body) throws IOException {
    InputStream answer = new BufferedInputStream(body);
    if (startsArray(answer)) {
      return new Documents(answer);
    }
    try (answer) {
      return new Link(link(answer));
    }
  }

  private static boolean startsArray(InputStream answer) throws IOException {
    int first;
    do {
      answer.mark(1);
      first = answer.read();
    } while (first == ' ' || first == '\n' || first == '\r' || first == '\t');
    answer.reset();
    return first == '[';
  }

  private static String link(InputStream answer) throws IOException {
    Map<String, String> texts;
    try (JsonParser parser = JSON.createParser(answer)) {
      texts = texts(parser);
    } catch (JsonProcessingException _) {
      // Its message may quote the link.
      throw new IOException("step 1 answered no whole JSON");
    }
    @Nullable String url = texts.getOrDefault("all_docs_url", texts.get("url"));
    if (url == null) {
      throw new IOException("step 1 answered neither a link nor documents");
    }
    return url;
  }

  private static Map<String, String> texts(JsonParser parser) throws IOException {
    Map<String, String> texts = new HashMap<>();
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return texts;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (parser.nextToken() == JsonToken.VALUE_STRING && name.endsWith("url")) {
        texts.put(name, parser.getText());
      }
      parser.skipChildren();
    }
    return texts;
  }
}
