package dev.millrace.catalogue.value;

import java.util.ArrayList;
import java.util.List;

/**
 * A place in a JSON document, written as an RFC 6901 JSON Pointer, for instance {@code
 * /data/repository/full_name}.
 *
 * @param segments the steps from the root, unescaped; none for the whole document
 */
public record JsonPath(List<String> segments) {

  /** No array of a document in memory is longer. */
  private static final int MAX_INDEX_DIGITS = 9;

  public JsonPath {
    segments = List.copyOf(segments);
  }

  /**
   * Reads a JSON Pointer.
   *
   * @throws IllegalArgumentException naming the problem and its fix
   */
  public static JsonPath parse(String pointer) {
    if (pointer.isEmpty()) {
      return new JsonPath(List.of());
    }
    if (pointer.charAt(0) != '/') {
      throw new IllegalArgumentException(
          "'%s' is not a JSON Pointer; write '/%s'"
              .formatted(pointer, pointer.replaceFirst("^\\$\\.?", "").replace('.', '/')));
    }
    List<String> segments = new ArrayList<>();
    for (int start = 1, end; start <= pointer.length(); start = end + 1) {
      int slash = pointer.indexOf('/', start);
      end = slash < 0 ? pointer.length() : slash;
      segments.add(unescape(pointer.substring(start, end), pointer));
    }
    return new JsonPath(segments);
  }

  /**
   * The array index that a segment stands for, or -1 if it can only be a key. {@code 0} is both;
   * {@code 01} is a key.
   */
  public static int arrayIndex(String segment) {
    int length = segment.length();
    if (length == 0 || length > MAX_INDEX_DIGITS || (length > 1 && segment.charAt(0) == '0')) {
      return -1;
    }
    return segment.chars().allMatch(c -> c >= '0' && c <= '9') ? Integer.parseInt(segment) : -1;
  }

  /** The pointer, escaped. */
  @Override
  public String toString() {
    StringBuilder pointer = new StringBuilder();
    for (String segment : segments) {
      pointer.append('/').append(segment.replace("~", "~0").replace("/", "~1"));
    }
    return pointer.toString();
  }

  private static String unescape(String segment, String pointer) {
    for (int tilde = segment.indexOf('~'); tilde >= 0; tilde = segment.indexOf('~', tilde + 1)) {
      char next = tilde + 1 < segment.length() ? segment.charAt(tilde + 1) : ' ';
      if (next != '0' && next != '1') {
        throw new IllegalArgumentException(
            "'%s' has an invalid '~' escape; write '~0' for '~' and '~1' for '/'"
                .formatted(pointer));
      }
    }
    return segment.replace("~1", "/").replace("~0", "~");
  }
}
