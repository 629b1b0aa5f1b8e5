package dev.millrace.worker.mapping.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.millrace.catalogue.value.JsonPath;
import dev.millrace.text.JsonProblem;
import dev.millrace.worker.mapping.json.Found.Shape;
import dev.millrace.worker.mapping.row.Reason;
import dev.millrace.worker.mapping.row.Rejection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses a document once and extracts the values of a {@link PathTree}; the rest is skipped. If a
 * key occurs twice in an object, the last one wins, with everything below it.
 */
public final class DocumentReader {

  /** Far deeper than any real document; each level costs some memory. */
  private static final int MAX_DEPTH = 100_000;

  /** The document size, which the stream limits, also limits the size of texts and numbers. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          // Keys may be data: they must not fill the JVM's string table or trip the hash check.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
          .build();

  private static final int ENCODING_SAMPLE = 4;

  private final PathTree paths;
  private final int slots;

  DocumentReader(PathTree paths, int slots) {
    this.paths = paths;
    this.slots = slots;
  }

  /** A parser of a document; its locations count from the offset. */
  public static JsonParser parser(byte[] buffer, int offset, int length)
      throws IOException, Rejection {
    refuseOtherEncodings(buffer, offset, length);
    return JSON.createParser(buffer, offset, length);
  }

  /** The value of each slot; null where the path does not match. */
  public Parsed read(byte[] buffer, int offset, int length) throws Rejection {
    @Nullable Found[] found = new @Nullable Found[slots];
    try (JsonParser parser = parser(buffer, offset, length)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new Rejection(Reason.NOT_JSON, "", "expected a JSON object, found nothing");
      }
      visit(parser, paths, found);
      if (parser.nextToken() != null) {
        throw new Rejection(
            Reason.NOT_JSON, "", "expected one JSON object, found more text after it");
      }
      if (first != JsonToken.START_OBJECT) {
        throw new Rejection(
            Reason.NOT_AN_OBJECT, "", "expected a JSON object, found " + noun(first));
      }
      return new Parsed("", found, buffer, offset);
    } catch (JsonProcessingException e) {
      throw notJson(e.getLocation(), JsonProblem.of(e));
    } catch (IOException e) {
      throw notJson(null, String.valueOf(e.getMessage()));
    }
  }

  /**
   * The value of each slot for every element of an array found before; the paths begin at the
   * element.
   *
   * @param place the path of the array
   */
  public List<Parsed> readElements(Parsed document, Found array, JsonPath place) {
    int offset = document.offset() + array.start();
    List<Parsed> elements = new ArrayList<>();
    try (JsonParser parser =
        JSON.createParser(document.json(), offset, array.end() - array.start())) {
      parser.nextToken();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        @Nullable Found[] found = new @Nullable Found[slots];
        visit(parser, paths, found);
        elements.add(new Parsed(place + "/" + elements.size(), found, document.json(), offset));
      }
      return elements;
    } catch (IOException e) {
      throw new UncheckedIOException("the text was parsed as an array before", e);
    }
  }

  private static void visit(JsonParser parser, PathTree paths, @Nullable Found[] found)
      throws IOException {
    JsonToken token = parser.currentToken();
    int start = paths.keepsJson() ? (int) parser.currentTokenLocation().getByteOffset() : 0;
    String text = "";
    int size = 0;
    if (token == JsonToken.START_OBJECT && (paths.hasMembers() || paths.keepsSize())) {
      size = visitMembers(parser, paths, found);
    } else if (token == JsonToken.START_ARRAY && (paths.hasElements() || paths.keepsSize())) {
      size = visitElements(parser, paths, found);
    } else if (token.isStructStart()) {
      parser.skipChildren();
    } else if (paths.hasSlot()) {
      text = parser.getText();
    }
    if (paths.hasSlot()) {
      int end = paths.keepsJson() ? (int) parser.currentLocation().getByteOffset() : 0;
      paths.put(found, new Found(shape(token), text, size, start, end));
    }
  }

  private static int visitMembers(JsonParser parser, PathTree paths, @Nullable Found[] found)
      throws IOException {
    int size = 0;
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      PathTree member = paths.member(name);
      parser.nextToken();
      if (member == null) {
        parser.skipChildren();
      } else {
        member.forget(found);
        visit(parser, member, found);
      }
      size++;
    }
    return size;
  }

  private static int visitElements(JsonParser parser, PathTree paths, @Nullable Found[] found)
      throws IOException {
    int size = 0;
    for (; parser.nextToken() != JsonToken.END_ARRAY; size++) {
      PathTree element = paths.element(size);
      if (element == null) {
        parser.skipChildren();
      } else {
        visit(parser, element, found);
      }
    }
    return size;
  }

  /** The parser guesses the encoding from the first bytes; only invalid UTF-8 misleads it. */
  private static void refuseOtherEncodings(byte[] buffer, int offset, int length) throws Rejection {
    for (int i = 0; i < Math.min(length, ENCODING_SAMPLE); i++) {
      if (buffer[offset + i] == 0 || (i == 0 && buffer[offset] < 0)) {
        throw new Rejection(
            Reason.NOT_JSON, "", "invalid JSON at byte %d: expected UTF-8 text".formatted(i));
      }
    }
  }

  private static Rejection notJson(@Nullable JsonLocation at, String problem) {
    String where = at == null ? "" : " at byte " + at.getByteOffset();
    return new Rejection(Reason.NOT_JSON, "", "invalid JSON%s: %s".formatted(where, problem));
  }

  private static Shape shape(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> Shape.OBJECT;
      case START_ARRAY -> Shape.ARRAY;
      case VALUE_STRING -> Shape.TEXT;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Shape.NUMBER;
      case VALUE_TRUE, VALUE_FALSE -> Shape.BOOLEAN;
      case VALUE_NULL -> Shape.NULL;
      default -> throw new IllegalStateException("a value cannot begin with  " + token);
    };
  }

  private static String noun(JsonToken token) {
    return switch (shape(token)) {
      case OBJECT -> "an object";
      case ARRAY -> "an array";
      case TEXT -> "a text";
      case NUMBER -> "a number";
      case BOOLEAN -> "a boolean";
      case NULL -> "null";
    };
  }
}
