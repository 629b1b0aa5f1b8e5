package dev.millrace.local.api;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs links so that they cannot be changed, nor used after they expire. */
final class SignedLinks {
  private static final Duration LIFE = Duration.ofMinutes(5);
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec secret = new SecretKeySpec(random(32), ALGORITHM);
  private final InstantSource clock;

  SignedLinks(InstantSource clock) {
    this.clock = clock;
  }

  static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  /** Appends expiry and signature to a path that already has a query. */
  String sign(String path) {
    String expiring = path + "&expires=" + clock.instant().plus(LIFE).getEpochSecond();
    return expiring + "&signature=" + signature(expiring);
  }

  /** Whether a path with its query was signed here and has not expired. */
  boolean valid(String signed) {
    int end = signed.lastIndexOf("&signature=");
    if (end < 0) {
      return false;
    }
    String expiring = signed.substring(0, end);
    byte[] given = signed.substring(end + "&signature=".length()).getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(signature(expiring).getBytes(StandardCharsets.UTF_8), given)) {
      return false;
    }
    long expires = Long.parseLong(expiring.substring(expiring.lastIndexOf('=') + 1));
    return clock.instant().getEpochSecond() < expires;
  }

  private String signature(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
