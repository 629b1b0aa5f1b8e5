package dev.millrace.worker.source.record;

import dev.millrace.settings.SecretForms;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of texts: the known ones wherever they are, and the values of parameters and
 * members whose names say that they are secret. Equal values become equal marks, so that a cursor
 * that holds one still leads to its page. Not thread-safe.
 */
final class SecretMask {

  private static final String KNOWN = "***";

  private static final String NAMES =
      "(?:access|refresh|id|auth|session|api)[_-]?token|token|api[_-]?key|key|client[_-]?secret"
          + "|secret|signature|sig|pass(?:word|wd)?|auth|authorization|credentials?"
          + "|x-amz-(?:signature|credential|security-token)";

  private static final Pattern PARAMETER =
      Pattern.compile("([?&](?:" + NAMES + ")=)([^&#\\s\"'<>\\\\]+)", Pattern.CASE_INSENSITIVE);

  /** In URLs, every secret name; in documents only what can hardly be anything else. */
  private static final Pattern MEMBER =
      Pattern.compile(
          "(\"(?:(?:access|refresh|id|auth|session|api)[_-]?token|api[_-]?key|client[_-]?secret"
              + "|secret|password|passwd|authorization|cookie)\"\\s*:\\s*\")((?:[^\"\\\\]|\\\\.)+)\"",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern BEARER =
      Pattern.compile("(\\b(?:Bearer|Basic) )([A-Za-z0-9._~+/=-]{8,})");

  /** {@code user:password@} of a URL. */
  private static final Pattern LOGIN = Pattern.compile("(://)([^/\\s\"'@]+:[^/\\s\"'@]+)@");

  private static final Pattern MARK = Pattern.compile("\\*\\*\\*\\d*");

  private final Supplier<Set<String>> known;
  private final Map<String, String> marks = new HashMap<>();

  /**
   * @param known the secrets that have been used so far
   */
  SecretMask(Supplier<Set<String>> known) {
    this.known = known;
  }

  String redacted(String text) {
    String redacted = SecretForms.of(known.get()).masked(text);
    redacted = replaced(PARAMETER, redacted, "");
    redacted = replaced(MEMBER, redacted, "\"");
    redacted = replaced(BEARER, redacted, "");
    return replaced(LOGIN, redacted, "@");
  }

  private String replaced(Pattern pattern, String text, String end) {
    Matcher matcher = pattern.matcher(text);
    StringBuilder result = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(
          result, Matcher.quoteReplacement(matcher.group(1) + mark(matcher.group(2)) + end));
    }
    return matcher.appendTail(result).toString();
  }

  private String mark(String value) {
    return MARK.matcher(value).matches()
        ? value
        : marks.computeIfAbsent(value, _ -> KNOWN + (marks.size() + 1));
  }
}
