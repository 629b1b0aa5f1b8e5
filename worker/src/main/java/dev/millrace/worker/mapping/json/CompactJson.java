package dev.millrace.worker.mapping.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;

/** JSON text without white space between tokens; numbers and escapes stay unchanged. */
final class CompactJson {

  private CompactJson() {}

  /**
   * The text of a value.
   *
   * @throws CharacterCodingException if it contains invalid UTF-8, such as half a surrogate pair
   */
  static String of(byte[] json, int start, int end) throws CharacterCodingException {
    byte[] compact = new byte[end - start];
    int length = 0;
    boolean inString = false;
    for (int i = start; i < end; i++) {
      byte b = json[i];
      if (!inString && (b == ' ' || b == '\n' || b == '\r' || b == '\t')) {
        continue;
      }
      compact[length++] = b;
      if (b == '"') {
        inString = !inString;
      } else if (b == '\\' && inString) {
        compact[length++] = json[++i];
      }
    }
    return UTF_8
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT)
        .decode(ByteBuffer.wrap(compact, 0, length))
        .toString();
  }
}
