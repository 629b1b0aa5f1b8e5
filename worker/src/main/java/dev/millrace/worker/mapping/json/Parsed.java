package dev.millrace.worker.mapping.json;

import dev.millrace.worker.mapping.json.Found.Shape;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/**
 * The values found in a document, or in one element of the array whose elements become rows.
 *
 * @param place the JSON Pointer of the element; empty for the document
 * @param found by slot
 * @param json the parsed bytes, read only
 * @param offset the first parsed byte
 */
@SuppressWarnings("ArrayRecordComponent") // a view of bytes, never compared
public record Parsed(String place, @Nullable Found[] found, byte[] json, int offset) {

  /** The value of a slot; null if it is missing or an explicit null. */
  public @Nullable Found at(int slot) {
    Found value = found[slot];
    return value == null || value.shape() == Shape.NULL ? null : value;
  }

  /** The JSON text of a found value. */
  public String jsonOf(Found value) throws CharacterCodingException {
    return CompactJson.of(json, offset + value.start(), offset + value.end());
  }
}
