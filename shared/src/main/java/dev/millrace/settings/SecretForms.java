package dev.millrace.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Takes known secrets out of texts, in every form in which servers write them. Immutable. */
public final class SecretForms {

  private static final String MASK = "***";

  /** Shorter ones would mask parts of words. */
  private static final int SHORTEST = 4;

  /** Bytes that Base64 encodes together. */
  private static final int GROUP = 3;

  /** So much of a secret is masked where the text ends within it. */
  private static final int SHORTEST_BEGINNING = 8;

  /** The longest first, since one may contain another. */
  private final List<String> forms;

  /** Parts of words in Base64, which are masked as a whole. */
  private final List<String> inBase64;

  private SecretForms(List<String> forms, List<String> inBase64) {
    this.forms = forms;
    this.inBase64 = inBase64;
  }

  /** The forms of these secrets; of the short ones none. */
  public static SecretForms of(Collection<String> secrets) {
    Set<String> forms = new LinkedHashSet<>();
    List<String> inBase64 = new ArrayList<>();
    for (String secret : secrets) {
      if (secret.length() >= SHORTEST) {
        String encoded = URLEncoder.encode(secret, UTF_8);
        String json = new String(JsonStringEncoder.getInstance().quoteAsString(secret));
        forms.addAll(
            List.of(
                secret,
                encoded,
                encoded.replace("+", "%20"),
                json,
                json.replace("/", "\\/"),
                html(secret).replace("'", "&#39;"),
                html(secret).replace("'", "&#039;")));
        inBase64.addAll(base64(secret.getBytes(UTF_8)));
      }
    }
    return new SecretForms(
        forms.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList(),
        inBase64);
  }

  /**
   * What a word of Base64 contains if the secret begins at one of the three places of a group,
   * without the characters that it shares with its neighbours.
   */
  private static List<String> base64(byte[] secret) {
    List<String> parts = new ArrayList<>();
    for (int before = 0; before < GROUP; before++) {
      byte[] bytes = new byte[before + secret.length];
      System.arraycopy(secret, 0, bytes, before, secret.length);
      String word = Base64.getEncoder().encodeToString(bytes);
      String part = word.substring((8 * before + 5) / 6, 8 * bytes.length / 6);
      if (part.length() >= SHORTEST_BEGINNING) {
        parts.add(part);
        parts.add(part.replace('+', '-').replace('/', '_'));
      }
    }
    return parts;
  }

  private static String html(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** The text without the secrets, and without the beginning of one at its end. */
  public String masked(String text) {
    String masked = text;
    for (String form : forms) {
      masked = masked.replace(form, MASK);
    }
    for (String form : forms) {
      masked = withoutBeginning(masked, form);
    }
    for (String part : inBase64) {
      masked = withoutWord(masked, part);
    }
    return masked;
  }

  private static String withoutWord(String text, String part) {
    String masked = text;
    for (int at = masked.indexOf(part); at >= 0; at = masked.indexOf(part)) {
      int from = at;
      while (from > 0 && isBase64(masked.charAt(from - 1))) {
        from--;
      }
      int to = at + part.length();
      while (to < masked.length() && (isBase64(masked.charAt(to)) || masked.charAt(to) == '=')) {
        to++;
      }
      masked = masked.substring(0, from) + MASK + masked.substring(to);
    }
    return masked;
  }

  private static boolean isBase64(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "+/-_".indexOf(c) >= 0;
  }

  private static String withoutBeginning(String text, String form) {
    for (int length = form.length() - 1; length >= SHORTEST_BEGINNING; length--) {
      int at = text.length() - length;
      if (at >= 0 && text.regionMatches(at, form, 0, length)) {
        return text.substring(0, at) + MASK;
      }
    }
    return text;
  }
}
