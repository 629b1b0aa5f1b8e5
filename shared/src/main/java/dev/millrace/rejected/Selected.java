package dev.millrace.rejected;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Which rejected documents are selected.
 *
 * @param type only of this type; empty for every one
 * @param reason only with this text in their reason or message, case-insensitive
 * @param id only with this id; empty for every one
 */
public record Selected(String type, String reason, String id) {

  static final String SQL =
      """
      (? = '' OR type = ?) AND LOCATE(?, LOWER(CONCAT(reason, ' ', message))) > 0
      AND (? = '' OR document = ?)""";

  Object[] parameters() {
    byte[] key = id.getBytes(StandardCharsets.UTF_8);
    return new Object[] {type, type, reason.toLowerCase(Locale.ROOT), id, key};
  }
}
