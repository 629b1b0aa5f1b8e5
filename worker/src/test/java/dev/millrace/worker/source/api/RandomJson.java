package dev.millrace.worker.source.api;

import java.util.Random;

/** Random JSON documents, full of what could confuse a reader of brackets and quotes. */
public final class RandomJson {

  private static final String[] TEXTS = {
    "a",
    "\\\"",
    "\\\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\\u00e9",
    "\\ud83d\\ude00",
    "\\n",
    "é",
    "😀",
    "\u2028",
    "\\/",
    "\\u0000",
    " "
  };
  private static final String[] SCALARS = {
    "0", "-1", "1.5", "1e3", "9223372036854775808", "true", "false", "null", "\"\""
  };
  private static final String[] SPACES = {"", "", "", " ", "\n", "\t ", "\r\n"};

  private final Random random;

  public RandomJson(Random random) {
    this.random = random;
  }

  /** A value that nests at most this deep. */
  public String value(int depth) {
    return switch (random.nextInt(depth > 0 ? 6 : 3)) {
      case 0 -> pick(SCALARS);
      case 1, 2 -> string();
      case 3 -> elements("[", "]", depth);
      default -> elements("{", "}", depth);
    };
  }

  /** A string with its quotes. */
  public String string() {
    StringBuilder text = new StringBuilder("\"");
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(pick(TEXTS));
    }
    return text.append('"').toString();
  }

  public String space() {
    return pick(SPACES);
  }

  private String elements(String open, String close, int depth) {
    StringBuilder text = new StringBuilder(open);
    int count = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : ",").append(space());
      if (open.equals("{")) {
        text.append(string()).append(space()).append(':').append(space());
      }
      text.append(value(depth - 1)).append(space());
    }
    return text.append(close).toString();
  }

  private String pick(String[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
