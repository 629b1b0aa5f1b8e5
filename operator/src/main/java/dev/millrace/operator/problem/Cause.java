package dev.millrace.operator.problem;

import java.util.Comparator;
import java.util.regex.Pattern;

/** Causes of failures without the parts that differ between two failures of one cause. Pure. */
final class Cause {

  private static final int LONGEST = 300;

  /** The longest part of a cause in a command. */
  private static final int LONGEST_PART = 80;

  /** Ids in hexadecimal digits, among them UUIDs: at least eight, and one of them a number. */
  private static final Pattern ID =
      Pattern.compile("\\b(?=[0-9a-fA-F-]*\\d)[0-9a-fA-F]{8}[0-9a-fA-F-]*\\b");

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  /** Characters that need care in a shell, and those that cannot be seen. */
  private static final Pattern UNSAFE = Pattern.compile("[^\\p{L}\\p{N}\\p{P}\\p{Sm} ]|['\\\\!#…]");

  /** Blanks and punctuation at either end. */
  private static final Pattern EDGES = Pattern.compile("^[^\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+$");

  private Cause() {}

  /** The first line, with # for every number and id; up to 300 characters. */
  static String normalised(String failure) {
    String line = failure.lines().map(String::strip).findFirst().orElse("");
    String same = NUMBER.matcher(ID.matcher(line).replaceAll("#")).replaceAll("#");
    return same.length() <= LONGEST ? same : same.substring(0, LONGEST);
  }

  /**
   * The longest part of a failure, without numbers, that can be given to {@code --reason} in single
   * quotes; empty if there is none.
   */
  static String part(String failure) {
    return UNSAFE
        .splitAsStream(normalised(failure))
        .map(part -> EDGES.matcher(part).replaceAll(""))
        .max(Comparator.comparingInt(String::length))
        .map(part -> part.length() <= LONGEST_PART ? part : part.substring(0, LONGEST_PART).strip())
        .orElse("");
  }
}
