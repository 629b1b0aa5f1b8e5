package dev.millrace.operator.status;

import dev.millrace.operator.status.Status.TypeStatus;
import dev.millrace.plan.Fate;
import dev.millrace.plan.Timeline;
import dev.millrace.text.CountText;
import dev.millrace.text.LengthText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** The overall status in one sentence or two. Pure. */
final class Summary {

  private static final int MOST_NAMED = 2;

  private Summary() {}

  /** An expected span that is not imported. */
  private record TypeGap(String type, long seconds, String text) {}

  static String of(Status status) {
    if (status.types().isEmpty()) {
      return "No type is scheduled yet.";
    }
    List<TypeGap> gaps = new ArrayList<>();
    for (TypeStatus type : status.types()) {
      gap(type).ifPresent(gaps::add);
    }
    gaps.sort(Comparator.comparingLong(TypeGap::seconds).reversed());
    return imported(status, gaps) + promises(status) + workers(status) + sources(status);
  }

  private static String imported(Status status, List<TypeGap> gaps) {
    OptionalLong until =
        status.types().stream()
            .filter(type -> type.lag() != null && gaps.stream().noneMatch(of(type)))
            .mapToLong(type -> status.at().getEpochSecond() - lag(type))
            .min();
    String except = except(gaps);
    if (until.isPresent()) {
      return "Everything up to %s is imported%s."
          .formatted(moment(until.getAsLong(), status.at()), except);
    }
    return gaps.isEmpty()
        ? "Nothing is imported yet."
        : "Not everything is imported: " + except.replaceFirst("^, except ", "") + ".";
  }

  private static Predicate<TypeGap> of(TypeStatus type) {
    return gap -> gap.type().equals(type.type());
  }

  private static long lag(TypeStatus type) {
    Long lag = type.lag();
    return lag == null ? 0 : lag;
  }

  private static String except(List<TypeGap> gaps) {
    if (gaps.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder(", except ");
    int named = Math.min(gaps.size(), MOST_NAMED);
    for (int i = 0; i < named; i++) {
      text.append(i == 0 ? "" : i == gaps.size() - 1 ? " and " : ", ");
      text.append(gaps.get(i).text());
    }
    int more = gaps.size() - named;
    return more == 0 ? text.toString() : text + " and spans of " + CountText.of(more, "more type");
  }

  private static Optional<TypeGap> gap(TypeStatus type) {
    Timeline timeline = type.coverage().timeline();
    long dead = timeline.seconds(Fate.DEAD);
    long cancelled = timeline.seconds(Fate.CANCELLED);
    long missing = timeline.seconds(Fate.MISSING);
    long underWay = timeline.seconds(Fate.UNDER_WAY);
    long seconds = dead + cancelled + missing + underWay;
    if (seconds == 0) {
      return Optional.empty();
    }
    String why =
        dead > 0
            ? CountText.of(type.dead(), "dead slice")
            : type.retrying() > 0
                ? CountText.of(type.retrying(), "retrying slice")
                : missing > 0 ? "missing" : underWay > 0 ? "under way" : "cancelled";
    return Optional.of(
        new TypeGap(
            type.type(),
            seconds,
            "%s of %s (%s)".formatted(LengthText.of(seconds), type.type(), why)));
  }

  private static String promises(Status status) {
    long broken = status.types().stream().filter(type -> type.freshness().broken()).count();
    return broken == 0
        ? ""
        : " %s.".formatted(CountText.of(broken, "promise is broken", "promises are broken"));
  }

  private static String workers(Status status) {
    long waiting = status.fleet().waiting();
    return status.fleet().missing()
        ? " No worker was seen lately, and %s."
            .formatted(CountText.of(waiting, "slice waits", "slices wait"))
        : "";
  }

  private static String sources(Status status) {
    long types = status.sources().stream().filter(source -> source.sinceSeconds() != null).count();
    return types == 0 ? "" : " A source fails for %s.".formatted(CountText.of(types, "type"));
  }

  /** Without the date if it is today's. */
  private static String moment(long second, Instant now) {
    Instant moment = Instant.ofEpochSecond(second);
    String text = moment.toString();
    return moment.truncatedTo(ChronoUnit.DAYS).equals(now.truncatedTo(ChronoUnit.DAYS))
        ? text.substring(11, 16) + " UTC"
        : text.substring(0, 10) + " " + text.substring(11, 16) + " UTC";
  }
}
