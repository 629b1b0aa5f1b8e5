package dev.millrace.worker.mapping.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Replaces personal data in the database: HMAC-SHA-256 of the text in UTF-8 with one secret key, in
 * 64 hexadecimal digits. Without the key, hashes cannot be guessed by trying out texts.
 * Thread-safe.
 */
public final class Pseudonyms {

  /** No key, for catalogues that hash nothing. */
  public static final Pseudonyms NONE = new Pseudonyms(null);

  private static final String ALGORITHM = "HmacSHA256";

  private final @Nullable SecretKeySpec key;

  private Pseudonyms(@Nullable SecretKeySpec key) {
    this.key = key;
  }

  /**
   * Pseudonyms with a key.
   *
   * @param key secret text; empty for {@link #NONE}
   */
  public static Pseudonyms of(String key) {
    return key.isEmpty() ? NONE : new Pseudonyms(new SecretKeySpec(key.getBytes(UTF_8), ALGORITHM));
  }

  public boolean hasKey() {
    return key != null;
  }

  /** The pseudonym of a text. */
  public String replace(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
