package dev.millrace.worker.source.http.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.millrace.catalogue.http.Param;
import dev.millrace.catalogue.value.JsonPath;
import dev.millrace.worker.mapping.row.Sha256;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An answer in memory: an array of documents and the scalars around it. Not thread-safe. */
public final class JsonPage implements Page {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(100_000)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          // Keys may be data: they must not fill the JVM's string table or trip the hash check.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .build();

  private static final int HEAD = 1_024;
  private static final int ENCODING_SAMPLE = 4;

  /** Hints are for people: only some, and near the root. */
  private static final int MOST_HINTS = 3;

  private static final int DEEPEST_HINT = 3;

  /** The place of each costs memory, however short it is. */
  private static final int MOST_DOCUMENTS = 1_000_000;

  private final HttpHeaders headers;
  private final byte[] bytes;
  private final int maxDocumentBytes;
  private final List<String> documents;
  private final Set<List<String>> wanted = new HashSet<>();
  private final Map<List<String>, JsonToken> there = new HashMap<>();
  private final Map<List<String>, Param> scalars = new HashMap<>();
  private final Signs signs = new Signs();
  private int[] bounds = new int[256];
  private int count;
  private int at = -1;

  /** What is at the place of the array; null if nothing is. */
  private @Nullable JsonToken found;

  private final List<String> arrays = new ArrayList<>();
  private boolean isArray;

  /**
   * Parses an answer.
   *
   * @param documents the place of the array
   * @param pointers of the scalars to keep
   * @throws com.fasterxml.jackson.core.JsonProcessingException when it is not JSON
   */
  public JsonPage(
      HttpHeaders headers,
      byte[] bytes,
      JsonPath documents,
      Collection<JsonPath> pointers,
      int maxDocumentBytes)
      throws IOException {
    this.headers = headers;
    this.bytes = bytes;
    this.maxDocumentBytes = maxDocumentBytes;
    this.documents = documents.segments();
    pointers.forEach(pointer -> wanted.add(pointer.segments()));
    refuseOtherEncodings();
    try (JsonParser parser = JSON.createParser(bytes)) {
      JsonToken first = parser.nextToken();
      if (first != null) {
        isArray = first == JsonToken.START_ARRAY;
        visit(parser, new ArrayList<>());
        if (parser.nextToken() != null) {
          throw new JsonParseException(
              parser, "more text follows the answer", parser.currentTokenLocation());
        }
      }
    }
  }

  /** The parser reads UTF-16 and UTF-32 as well, but knows no places in their bytes. */
  private void refuseOtherEncodings() throws JsonParseException {
    for (int i = 0; i < Math.min(bytes.length, ENCODING_SAMPLE); i++) {
      if (bytes[i] == 0 || bytes[i] == (byte) 0xfe || bytes[i] == (byte) 0xff) {
        throw new JsonParseException((JsonParser) null, "the answer is not UTF-8");
      }
    }
  }

  private void visit(JsonParser parser, List<String> path) throws IOException {
    JsonToken token = parser.currentToken();
    if (path.equals(documents)) {
      found = token;
      if (token == JsonToken.START_ARRAY) {
        elements(parser);
        return;
      }
    }
    if (wanted.contains(path)) {
      there.put(List.copyOf(path), token);
      if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
        scalars.put(
            List.copyOf(path), new Param(parser.getText(), token == JsonToken.VALUE_STRING));
      }
    }
    if (token == JsonToken.START_OBJECT && (path.size() < DEEPEST_HINT || leadsOn(path))) {
      for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
        JsonToken value = parser.nextToken();
        if (value == JsonToken.START_ARRAY && arrays.size() < MOST_HINTS) {
          arrays.add(place(path, key));
        } else if (value.isScalarValue()) {
          signs.note(place(path, key), path, key, parser);
        }
        child(parser, path, key);
      }
    } else if (token == JsonToken.START_ARRAY && leadsOn(path)) {
      for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
        child(parser, path, Integer.toString(i));
      }
    } else {
      parser.skipChildren();
    }
  }

  private static String place(List<String> path, String key) {
    List<String> segments = new ArrayList<>(path);
    segments.add(key);
    return new JsonPath(segments).toString();
  }

  private void child(JsonParser parser, List<String> path, String key) throws IOException {
    path.add(key);
    visit(parser, path);
    path.removeLast();
  }

  private boolean leadsOn(List<String> path) {
    return begins(documents, path) || wanted.stream().anyMatch(to -> begins(to, path));
  }

  private static boolean begins(List<String> longer, List<String> path) {
    return longer.size() > path.size() && longer.subList(0, path.size()).equals(path);
  }

  private void elements(JsonParser parser) throws IOException {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      int start = (int) parser.currentTokenLocation().getByteOffset();
      parser.skipChildren();
      parser.finishToken();
      if (count == MOST_DOCUMENTS) {
        throw new StreamConstraintsException(
            "the page has more than %d documents".formatted(MOST_DOCUMENTS));
      }
      if (2 * count + 2 > bounds.length) {
        bounds = Arrays.copyOf(bounds, 2 * bounds.length);
      }
      bounds[2 * count] = start;
      bounds[2 * count + 1] = (int) parser.currentLocation().getByteOffset();
      count++;
    }
  }

  /** What is at the place of the array, in words; null if it is an array. */
  public @Nullable String notAnArray() {
    return switch (found) {
      case null -> "nothing";
      case START_ARRAY -> null;
      case START_OBJECT -> "an object";
      case VALUE_NULL -> "null";
      default -> "a single value";
    };
  }

  /** What to write so that the documents are found. */
  public String betterPlace() {
    if (isArray) {
      return "write documents: ''";
    }
    return arrays.isEmpty()
        ? "write documents: and the place of the array; documents that are the members of an object"
            + " are not supported"
        : "write documents: " + String.join(" or ", arrays);
  }

  public int count() {
    return count;
  }

  @Override
  public HttpHeaders headers() {
    return headers;
  }

  @Override
  public boolean next() {
    at++;
    return at < count;
  }

  @Override
  public byte[] buffer() {
    return bytes;
  }

  @Override
  public int offset() {
    return bounds[2 * at];
  }

  @Override
  public int length() {
    return oversized() ? Math.min(HEAD, maxDocumentBytes) : (int) documentBytes();
  }

  @Override
  public long documentBytes() {
    return (long) bounds[2 * at + 1] - bounds[2 * at];
  }

  @Override
  public boolean oversized() {
    return documentBytes() > maxDocumentBytes;
  }

  /** A cut answer is no page. */
  @Override
  public boolean unended() {
    return false;
  }

  @Override
  public @Nullable Param value(JsonPath place) {
    return scalars.get(place.segments());
  }

  @Override
  public boolean has(JsonPath place) {
    return there.containsKey(place.segments());
  }

  @Override
  public boolean isNested(JsonPath place) {
    JsonToken token = there.get(place.segments());
    return token != null && token.isStructStart();
  }

  @Override
  public @Nullable String saysMore() {
    return signs.saysMore();
  }

  @Override
  public List<String> continuations() {
    return signs.of(count);
  }

  @Override
  public String fingerprint() {
    return count == 0
        ? ""
        : HexFormat.of().formatHex(Sha256.of(bytes, bounds[0], bounds[2 * count - 1] - bounds[0]));
  }

  @Override
  public void close() {}
}
