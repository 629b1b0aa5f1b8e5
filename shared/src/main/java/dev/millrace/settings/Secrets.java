package dev.millrace.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Values that settings reference as {@code ID} or {@code ID#field}. Each secret is read once. Not
 * thread-safe.
 */
final class Secrets {

  private final UnaryOperator<String> read;
  private final Map<String, String> known = new HashMap<>();
  private final Map<String, UnreadableSecretException> unreadable = new HashMap<>();

  /**
   * @param read gives the text of the secret with that id
   */
  Secrets(UnaryOperator<String> read) {
    this.read = read;
  }

  /**
   * The value of a reference.
   *
   * @param usual the field to take when the reference names none
   * @throws UnreadableSecretException when it cannot be read; the message does not contain the
   *     secret
   */
  String value(String reference, Optional<String> usual) {
    int hash = reference.indexOf('#');
    String id = hash < 0 ? reference : reference.substring(0, hash);
    String text = text(id);
    Optional<String> field = hash < 0 ? usual : Optional.of(reference.substring(hash + 1));
    return field.map(name -> field(id, text, name)).orElse(text);
  }

  /** An unreadable secret is not requested again, since every attempt may take seconds. */
  private String text(String id) {
    UnreadableSecretException failure = unreadable.get(id);
    if (failure != null) {
      throw failure;
    }
    try {
      return known.computeIfAbsent(id, read);
    } catch (UnreadableSecretException e) {
      unreadable.put(id, e);
      throw e;
    }
  }

  private static String field(String id, String text, String field) {
    try {
      JsonNode value = new JsonMapper().readTree(text).path(field);
      if (value.isTextual() && !value.textValue().isEmpty()) {
        return value.textValue();
      }
    } catch (JsonProcessingException _) {
      // its message contains a part of the secret
    }
    throw new UnreadableSecretException(
        "the secret '%s' is not a JSON object with a text field '%s'".formatted(id, field));
  }
}
