package dev.millrace.operation;

import org.jspecify.annotations.Nullable;

/**
 * Who changes something, and why. The caller states both, and no login proves the name.
 *
 * @param name of the operator, or of the program that acts for one
 * @param because null without a reason
 */
public record Operator(String name, @Nullable String because) {

  private static final int LONGEST_NAME = 64;

  private static final int LONGEST_REASON = 1000;

  /**
   * Checks both.
   *
   * @throws IllegalArgumentException when one is too long, or the name is empty
   */
  public Operator {
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "the name of the operator must have 1 to %d characters, but has %d"
              .formatted(LONGEST_NAME, name.strip().length()));
    }
    if (because != null && because.length() > LONGEST_REASON) {
      throw new IllegalArgumentException(
          "the reason has %d characters; shorten it to %d"
              .formatted(because.length(), LONGEST_REASON));
    }
  }

  /** The operator of that name, of which a name that is too long keeps its beginning. */
  public static Operator named(String name, @Nullable String because) {
    String known = name.isBlank() ? "unknown" : name;
    return new Operator(known.substring(0, Math.min(known.length(), LONGEST_NAME)), because);
  }
}
