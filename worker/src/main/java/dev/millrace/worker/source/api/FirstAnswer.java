package dev.millrace.worker.source.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer of step 1. Deployments differ: newer ones return a link as {@code all_docs_url}, older
 * ones as {@code url}, both possibly with some documents in addition, or all documents at once.
 */
sealed interface FirstAnswer {

  /** The documents are behind a link, which may be relative to the request. */
  record Link(String url) implements FirstAnswer {}

  /** The answer contains the documents, as an unread array; the caller closes it. */
  record Documents(InputStream array) implements FirstAnswer {}

  /** The same as for documents; each level costs some memory. */
  int MAX_DEPTH = 100_000;

  /** Maximum size of a name and a number, which are held in memory, and of leading white space. */
  int MAX_TOKEN = 1 << 20;

  /** Maximum characters of a link. */
  int MAX_LINK = 1 << 14;

  /** Maximum characters of the names that lead to a value: one is held for each level. */
  int MAX_NAMES = 1 << 22;

  /** Maximum decompressed size of an answer with a link, which may also contain all documents. */
  long MAX_BYTES = 1L << 33;

  String NEWER = "all_docs_url";
  String OLDER = "url";

  /** Skips the documents alongside a link, in little memory whatever their content. */
  JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNameLength(MAX_TOKEN)
                  .maxNumberLength(MAX_TOKEN)
                  .maxStringLength(MAX_LINK)
                  .maxDocumentLength(MAX_BYTES)
                  .build())
          // Keys may be data: they must not fill the JVM's string table or trip the hash check.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  /**
   * Reads the answer with little memory, however many documents it contains.
   *
   * @param body closed here, unless it is the documents
   * @throws IOException when it is cut off, or is neither a link nor documents
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
    for (int i = 0; i < MAX_TOKEN; i++) {
      answer.mark(1);
      int first = answer.read();
      if (first != ' ' && first != '\n' && first != '\r' && first != '\t') {
        answer.reset();
        return first == '[';
      }
    }
    throw new IOException("step 1 answered only white space");
  }

  private static String link(InputStream answer) throws IOException {
    Map<String, String> links;
    try (JsonParser parser = JSON.createParser(answer)) {
      links = links(parser);
    } catch (StreamConstraintsException e) {
      throw new IOException("the answer of step 1 exceeds a limit:  " + e.getOriginalMessage());
    } catch (JsonProcessingException _) {
      // Its message may quote the link.
      throw new IOException("step 1 answered invalid or incomplete JSON");
    }
    @Nullable String url = links.getOrDefault(NEWER, links.get(OLDER));
    if (url == null) {
      throw new IOException("step 1 answered neither a link nor documents");
    }
    return url;
  }

  private static Map<String, String> links(JsonParser parser) throws IOException {
    Map<String, String> links = new HashMap<>();
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return links;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (parser.nextToken() == JsonToken.VALUE_STRING
          && (name.equals(NEWER) || name.equals(OLDER))) {
        links.put(name, parser.getText());
      }
      skip(parser);
    }
    return links;
  }

  /** Skips the value; the parser holds the name of each level that it is in. */
  private static void skip(JsonParser parser) throws IOException {
    int[] names = new int[16];
    int level = 0;
    long held = 0;
    JsonToken token = parser.currentToken();
    while (token != null) {
      if (token.isStructStart()) {
        level++;
        if (level == names.length) {
          names = Arrays.copyOf(names, 2 * names.length);
        }
        names[level] = 0;
      } else if (token.isStructEnd()) {
        held -= names[level];
        level--;
      } else if (token == JsonToken.FIELD_NAME) {
        int length = parser.currentName().length();
        held += length - names[level];
        names[level] = length;
        if (held > MAX_NAMES) {
          throw new StreamConstraintsException(
              "names of %d levels have more than %d characters".formatted(level, MAX_NAMES));
        }
      }
      if (level == 0) {
        return;
      }
      token = parser.nextToken();
    }
  }
}
