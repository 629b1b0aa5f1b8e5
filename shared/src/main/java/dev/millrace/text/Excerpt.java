package dev.millrace.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.function.UnaryOperator;

/** The beginning of an answer for a message. */
public final class Excerpt {

  /** How much of an answer is quoted, in characters. */
  public static final int LENGTH = 300;

  /** How many bytes of it are masked before: more than a secret has. */
  private static final int MASKED = 64 * 1024;

  private Excerpt() {}

  /**
   * The beginning of a body, in quotes and with control characters escaped.
   *
   * @param mask takes the secrets out of a text
   */
  public static String of(byte[] body, UnaryOperator<String> mask) {
    if (body.length == 0) {
      return "nothing";
    }
    String text = new String(body, 0, Math.min(body.length, MASKED), UTF_8);
    String masked = mask.apply(text).strip();
    return "'%s%s'"
        .formatted(
            Printable.of(masked.substring(0, Math.min(masked.length(), LENGTH))),
            masked.length() > LENGTH || body.length > MASKED ? "…" : "");
  }
}
