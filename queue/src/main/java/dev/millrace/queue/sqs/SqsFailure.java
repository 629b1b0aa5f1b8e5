package dev.millrace.queue.sqs;

import java.util.regex.Pattern;

/** The failure of a call as one line for people. */
public final class SqsFailure {

  /** What the SDK adds to each message. */
  private static final Pattern NOISE =
      Pattern.compile("^Unable to execute HTTP request: | \\(SDK Attempt Count: \\d+\\)");

  private SqsFailure() {}

  /** The message, or the name of the class of an exception without one. */
  public static String text(Throwable failure) {
    String message = failure.getMessage();
    String text = message == null || message.isBlank() ? failure.getClass().getName() : message;
    return NOISE.matcher(text.lines().findFirst().orElse(text)).replaceAll("");
  }
}
