package dev.millrace.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URLEncoder;
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

  /** So much of a secret is masked where the text ends within it. */
  private static final int SHORTEST_BEGINNING = 8;

  /** The longest first, since one may contain another. */
  private final List<String> forms;

  private SecretForms(List<String> forms) {
    this.forms = forms;
  }

  /** The forms of these secrets; of the short ones none. */
  public static SecretForms of(Collection<String> secrets) {
    Set<String> forms = new LinkedHashSet<>();
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
      }
    }
    return new SecretForms(
        forms.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList());
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
    return masked;
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
