package dev.millrace.operator.deadletter;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Dead letters of one queue, type and reason. Reasons that differ only in numbers are one group,
 * since the numbers are slices and moments.
 *
 * @param reason as it is, or with # for each number when it is not the same in all letters
 * @param oldest when the first of them was dead-lettered, by the queue's clock
 */
public record LetterGroup(String queue, String type, String reason, int letters, Instant oldest) {

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  /** The largest first. */
  public static List<LetterGroup> of(Collection<DeadLetter> letters) {
    Map<List<String>, List<DeadLetter>> alike =
        letters.stream()
            .collect(
                Collectors.groupingBy(
                    letter ->
                        List.of(letter.from().name(), letter.type(), pattern(letter.reason())),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return alike.values().stream()
        .map(LetterGroup::one)
        .sorted(Comparator.comparingInt(LetterGroup::letters).reversed())
        .toList();
  }

  private static LetterGroup one(List<DeadLetter> alike) {
    DeadLetter first = alike.getFirst();
    boolean same = alike.stream().map(DeadLetter::reason).distinct().count() == 1;
    Instant oldest =
        alike.stream()
            .map(letter -> letter.delivery().sentAt())
            .min(Comparator.naturalOrder())
            .orElseThrow();
    return new LetterGroup(
        first.from().name(),
        first.type(),
        same ? first.reason() : pattern(first.reason()),
        alike.size(),
        oldest);
  }

  /** The reason without the parts that differ between letters. */
  static String pattern(String reason) {
    return NUMBER.matcher(reason).replaceAll("#");
  }
}
