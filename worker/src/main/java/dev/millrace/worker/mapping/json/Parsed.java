package dev.millrace.worker.mapping.json;

import dev.millrace.worker.mapping.json.Found.Shape;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/**
 * What was found in a document, or in one element of the array whose elements become rows.
 *
 * @param place the JSON Pointer of the element; empty for the document
 * @param found by slot
 * @param json the bytes that were parsed, which are only read
 * @param offset where they begin
 */
@SuppressWarnings("ArrayRecordComponent") // a view of bytes, never compared
public record Parsed(String place, @Nullable Found[] found, byte[] json, int offset) {

  /** What is at a slot; null where there is nothing, or an explicit null. */
  public @Nullable Found at(int slot) {
    Found value = found[slot];
    return value == null || value.shape() == Shape.NULL ? null : value;
  }

  /** The JSON text of something that was found. */
  public String jsonOf(Found value) throws CharacterCodingException {
    return CompactJson.of(json, offset + value.start(), offset + value.end());
  }
}
