package dev.millrace.local.document;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;

/** Picks from lists, and makes names that look like the real ones. */
final class Words {
  private static final String[] NAMES = {
    "ada", "bjarne", "grace", "håkon", "ingrid", "jürgen", "kari", "linus", "margaret", "øystein"
  };
  private static final String[] PARTS = {
    "fix", "build", "tests", "queue", "import", "bucket", "dashboard", "login", "cache", "docs",
    "retry", "schema", "coffee", "meeting", "release", "the", "a", "for", "with", "and"
  };
  private static final String[] EMOJI = {"🎉", "🚀", "👩‍💻", "🐛", "☕", "🇳🇴"};

  private Words() {}

  static String of(Random random, String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** One of a number of people, each always with the same name. */
  static String person(Random random) {
    return of(random, NAMES) + random.nextInt(9);
  }

  /** A sentence; one in eight ends in an emoji. */
  static String sentence(Random random, int words) {
    StringBuilder sentence = new StringBuilder(of(random, PARTS));
    for (int i = 1; i < words; i++) {
      sentence.append(' ').append(of(random, PARTS));
    }
    return random.nextInt(8) == 0 ? sentence + " " + of(random, EMOJI) : sentence.toString();
  }

  static String hex(Random random, int bytes) {
    byte[] value = new byte[bytes];
    random.nextBytes(value);
    return HexFormat.of().formatHex(value);
  }

  /** Like Slack's, for instance U0042F7A1. */
  static String slackId(char kind, int number) {
    return kind + Integer.toHexString((number * 0x9E3779B1) >>> 1).toUpperCase(Locale.ROOT);
  }
}
