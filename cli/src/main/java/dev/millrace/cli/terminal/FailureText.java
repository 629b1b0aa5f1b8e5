package dev.millrace.cli.terminal;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.text.Printable;
import java.io.PrintWriter;

/** The failure of a command on standard error: lines for people, or one JSON object. */
public final class FailureText {

  private static final Paint PREFIXED = Paint.none().with(Paint.Colour.RED, "^millrace:");

  private FailureText() {}

  /**
   * Prints a failure.
   *
   * @param json whether the command was to print JSON
   * @param message one line, or a line for each of several problems
   */
  public static void print(PrintWriter err, boolean json, String message) {
    if (json) {
      err.println(Printable.of(json(message)));
    } else {
      message
          .lines()
          .map(line -> Fit.sentences(err, "millrace: " + Printable.of(line) + "\n"))
          .forEach(line -> PREFIXED.print(err, line));
    }
  }

  private static String json(String message) {
    ObjectNode node = new JsonMapper().createObjectNode();
    ObjectNode error = node.putObject("error");
    int end = message.lines().count() == 1 ? endOfSentence(message) : -1;
    if (end < 0) {
      error.put("message", message);
    } else {
      error.put("message", message.substring(0, end)).put("remedy", message.substring(end + 2));
    }
    return node.toString();
  }

  /** Messages say what happened, then what to do; a quoted value may contain a semicolon too. */
  private static int endOfSentence(String message) {
    boolean quoted = false;
    for (int i = 0; i < message.length(); i++) {
      quoted ^= message.charAt(i) == '\'';
      if (!quoted && message.startsWith("; ", i)) {
        return i;
      }
    }
    return -1;
  }
}
