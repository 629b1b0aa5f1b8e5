package dev.millrace.operator.deadletter;

import dev.millrace.ledger.run.DeadSlices.DeadSlice;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Which dead letters and dead slices an operator selects.
 *
 * @param reason a part of it, case-insensitive; empty for any reason
 * @param type a document type; empty for any
 */
public record Selection(String reason, String type) implements Predicate<DeadLetter> {

  @Override
  public boolean test(DeadLetter letter) {
    return wants(letter.reason(), letter.types());
  }

  /** A dead slice has its own reason. */
  public boolean test(DeadSlice dead) {
    return wants(dead.error(), List.of(dead.slice().type()));
  }

  private boolean wants(String why, List<String> types) {
    String part = reason.toLowerCase(Locale.ROOT);
    return (type.isEmpty() || types.contains(type))
        && (why.toLowerCase(Locale.ROOT).contains(part)
            || DeadLetterGroup.withoutNumbers(why).toLowerCase(Locale.ROOT).contains(part));
  }
}
