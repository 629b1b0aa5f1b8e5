package dev.millrace.operator.status;

import static java.util.Locale.ROOT;

import dev.millrace.operator.status.Status.TypeStatus;
import dev.millrace.plan.Fate;
import dev.millrace.plan.Timeline;
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
  private record Hole(String type, long seconds, String text) {}

  static String of(Status status) {
    if (status.types().isEmpty()) {
      return "No type is scheduled yet.";
    }
    List<Hole> holes = new ArrayList<>();
    for (TypeStatus type : status.types()) {
      hole(type).ifPresent(holes::add);
    }
    holes.sort(Comparator.comparingLong(Hole::seconds).reversed());
    return imported(status, holes) + workers(status) + sources(status);
  }

  private static String imported(Status status, List<Hole> holes) {
    OptionalLong until =
        status.types().stream()
            .filter(type -> type.lag() != null && holes.stream().noneMatch(of(type)))
            .mapToLong(type -> status.at().getEpochSecond() - lag(type))
            .min();
    String except = except(holes);
    if (until.isPresent()) {
      return "Everything up to %s is imported%s."
          .formatted(moment(until.getAsLong(), status.at()), except);
    }
    return holes.isEmpty()
        ? "Nothing is imported yet."
        : "Not everything is imported: " + except.replaceFirst("^, except ", "") + ".";
  }

  private static Predicate<Hole> of(TypeStatus type) {
    return hole -> hole.type().equals(type.type());
  }

  private static long lag(TypeStatus type) {
    Long lag = type.lag();
    return lag == null ? 0 : lag;
  }

  private static String except(List<Hole> holes) {
    if (holes.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder(", except ");
    int named = Math.min(holes.size(), MOST_NAMED);
    for (int i = 0; i < named; i++) {
      text.append(i == 0 ? "" : i == holes.size() - 1 ? " and " : ", ");
      text.append(holes.get(i).text());
    }
    int more = holes.size() - named;
    return more == 0
        ? text.toString()
        : text + " and spans of %,d more %s".formatted(more, more == 1 ? "type" : "types");
  }

  private static Optional<Hole> hole(TypeStatus type) {
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
            ? slices(type.dead(), "dead")
            : type.retrying() > 0
                ? slices(type.retrying(), "retrying")
                : missing > 0 ? "missing" : underWay > 0 ? "under way" : "cancelled";
    return Optional.of(
        new Hole(
            type.type(),
            seconds,
            "%s of %s (%s)".formatted(LengthText.of(seconds), type.type(), why)));
  }

  private static String slices(long number, String state) {
    return String.format(ROOT, "%,d %s %s", number, state, number == 1 ? "slice" : "slices");
  }

  private static String workers(Status status) {
    long waiting = status.fleet().waiting();
    return status.fleet().missing()
        ? " No worker was seen lately, and %,d %s."
            .formatted(waiting, waiting == 1 ? "slice waits" : "slices wait")
        : "";
  }

  private static String sources(Status status) {
    long types = status.sources().stream().filter(source -> source.sinceSeconds() != null).count();
    return types == 0
        ? ""
        : " A source fails for %,d %s.".formatted(types, types == 1 ? "type" : "types");
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
