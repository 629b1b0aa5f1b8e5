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
public record DeadLetterGroup(String queue, String type, String reason, int count, Instant oldest) {

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  static DeadLetterGroup ofOne(DeadLetter letter) {
    return new DeadLetterGroup(
        letter.from().name(), letter.type(), letter.reason(), 1, letter.delivery().sentAt());
  }

  DeadLetterGroup plus(DeadLetterGroup other) {
    return new DeadLetterGroup(
        queue,
        type,
        reason.equals(other.reason) ? reason : withoutNumbers(reason),
        count + other.count,
        oldest.isBefore(other.oldest) ? oldest : other.oldest);
  }

  /** The reason with # for each number. */
  static String withoutNumbers(String reason) {
    return NUMBER.matcher(reason).replaceAll("#");
  }
}
