package dev.millrace.worker.mapping.row;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** SHA-256, truncated to 16 bytes: enough to rule out chance collisions between documents. */
public final class Sha256 {

  static final int KEPT = 16;

  private Sha256() {}

  public static byte[] of(byte[] bytes, int offset, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes, offset, length);
      return Arrays.copyOf(digest.digest(), KEPT);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
