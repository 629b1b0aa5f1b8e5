package dev.millrace.operator.deadletter;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * Dead letters of one queue, type and reason. Reasons that differ only in numbers are one group,
 * since the numbers are slices and moments.
 *
 * @param reason as it is, or with # for each number when it is not the same in all letters
 * @param oldest when the first of them was dead-lettered, by the queue's clock
 */
public record LetterGroup(String queue, String type, String reason, int letters, Instant oldest) {

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  static LetterGroup of(DeadLetter letter) {
    return new LetterGroup(
        letter.from().name(), letter.type(), letter.reason(), 1, letter.delivery().sentAt());
  }

  LetterGroup and(LetterGroup other) {
    return new LetterGroup(
        queue,
        type,
        reason.equals(other.reason) ? reason : pattern(reason),
        letters + other.letters,
        oldest.isBefore(other.oldest) ? oldest : other.oldest);
  }

  /** The reason without the parts that differ between letters. */
  static String pattern(String reason) {
    return NUMBER.matcher(reason).replaceAll("#");
  }
}
