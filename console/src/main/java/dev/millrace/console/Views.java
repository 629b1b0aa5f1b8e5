package dev.millrace.console;

import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.database.Database;
import dev.millrace.ledger.run.RunSummary;
import dev.millrace.operator.problem.ProblemSearch;
import dev.millrace.operator.problem.ProblemsJson;
import dev.millrace.operator.slice.SliceAnswer;
import dev.millrace.operator.slice.SliceJson;
import dev.millrace.operator.slice.SliceStatus;
import dev.millrace.operator.status.Cells;
import dev.millrace.operator.status.CountStep;
import dev.millrace.operator.status.EventCounts;
import dev.millrace.operator.status.EventCountsJson;
import dev.millrace.operator.status.Gaps;
import dev.millrace.operator.status.GapsJson;
import dev.millrace.operator.status.RunJson;
import dev.millrace.operator.status.RunStatus;
import dev.millrace.operator.status.Status;
import dev.millrace.operator.status.StatusJson;
import dev.millrace.operator.type.AppliedType;
import dev.millrace.operator.type.AppliedTypeJson;
import dev.millrace.time.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Answers requests with what a command prints for {@code --json}. Thread-safe. */
final class Views {

  /** The lengths of a cell, in seconds. */
  private static final List<Long> CELL_SECONDS =
      List.of(
          1L,
          5L,
          10L,
          30L,
          60L,
          300L,
          600L,
          900L,
          1800L,
          3600L,
          7200L,
          10_800L,
          21_600L,
          43_200L,
          86_400L,
          172_800L,
          604_800L,
          1_209_600L,
          2_419_200L,
          7_257_600L,
          31_536_000L);

  /** More cells in a row cannot be told apart. */
  private static final int MOST_IN_A_ROW = 240;

  private static final Duration DEFAULT_LENGTH = Duration.ofDays(7);

  private final Deployment deployment;
  private final ProblemSearch search;
  private final DeadLetters letters;
  private final StoredTypes types;

  Views(Deployment deployment) {
    this.deployment = deployment;
    this.search =
        new ProblemSearch(database(), List.copyOf(deployment.deadLetterQueues().values()));
    this.letters = new DeadLetters(search, deployment.nanoTime());
    this.types = new StoredTypes(database());
  }

  private Database database() {
    return deployment.producer().database();
  }

  /** As {@code status}. */
  String status() {
    return StatusJson.of(Status.of(database(), types.load().scheduled(), deployment.queues()));
  }

  /** As {@code problems}, with dead letters of up to a minute ago. */
  String problems() throws InterruptedException {
    return ProblemsJson.of(search.with(letters.get()));
  }

  /** Dead letters are read again at the next request. */
  void forgetDeadLetters() {
    letters.forget();
  }

  /** As {@code status RUN}. */
  String run(long number) {
    RunSummary run =
        RunStatus.find(database(), number)
            .orElseThrow(() -> new RefusedException(404, "there is no run " + number));
    return RunJson.of(RunStatus.of(database(), run));
  }

  /** As {@code slice show}. */
  String slice(long number) {
    return SliceJson.of(
        SliceStatus.find(database(), number)
            .orElseThrow(() -> new RefusedException(404, SliceAnswer.unknown(number))));
  }

  /** As {@code types show}. */
  String type(String name) {
    return AppliedTypeJson.of(
        AppliedType.of(
            database(),
            types
                .find(name)
                .orElseThrow(
                    () -> new RefusedException(404, "no type is named '%s'".formatted(name)))));
  }

  /** As {@code gaps --cells N}. Without a window, it is the last seven days. */
  String coverage(Map<String, String> query) {
    List<DocumentType> shown = chosen(query, types.load().scheduled());
    int most = Math.max(Cells.MOST / Math.max(shown.size(), 1), 1);
    Window window = aligned(window(query, DEFAULT_LENGTH), Math.min(most, MOST_IN_A_ROW));
    int cells =
        Query.number(query, "cells", 1, most, (int) (window.seconds() / width(window, most)));
    Gaps gaps =
        Gaps.of(
            database(),
            shown,
            Instant.ofEpochSecond(window.from()),
            Instant.ofEpochSecond(window.to()),
            Window::new);
    return GapsJson.of(gaps, Cells.of(database(), gaps, cells));
  }

  /** As {@code counts}. Without a window, it is the last seven days. */
  String counts(Map<String, String> query) {
    String by = query.get("by");
    CountStep step =
        by == null
            ? null
            : CountStep.parse(by)
                .orElseThrow(
                    () ->
                        new RefusedException(
                            400, "by '%s' is unknown; use %s".formatted(by, CountStep.all())));
    return EventCountsJson.of(
        EventCounts.of(
            database(),
            chosen(query, List.copyOf(types.load().types())),
            window(query, DEFAULT_LENGTH),
            step));
  }

  /** The window of a request, by default up to now. */
  private Window window(Map<String, String> query, Duration length) {
    Instant now = database().now();
    Instant to = Query.moment(query, "to", now);
    Instant from = Query.moment(query, "from", now);
    Instant end = to == null ? now : to;
    Instant begin = from == null ? end.minus(length) : from;
    if (!begin.isBefore(end)) {
      throw new RefusedException(400, "from %s is not before to %s".formatted(begin, end));
    }
    return new Window(begin.getEpochSecond(), end.getEpochSecond());
  }

  private static long width(Window window, int most) {
    int row = Math.min(most, MOST_IN_A_ROW);
    return CELL_SECONDS.stream()
        .filter(width -> window.seconds() <= width * row)
        .findFirst()
        .orElse(CELL_SECONDS.getLast());
  }

  /** Cells begin at full minutes, hours and days: a window that is a whole number of them. */
  private static Window aligned(Window window, int row) {
    long width = width(window, row);
    long from = Math.floorDiv(window.from(), width) * width;
    long to = Math.ceilDiv(window.to(), width) * width;
    long next = width(new Window(from, to), row);
    return next == width
        ? new Window(from, to)
        : new Window(
            Math.floorDiv(window.from(), next) * next, Math.ceilDiv(window.to(), next) * next);
  }

  /** The types that a request names, else all of these. */
  private static <T extends CountedType> List<T> chosen(Map<String, String> query, List<T> all) {
    List<String> wanted = Query.names(query.get("types"));
    for (String name : wanted) {
      if (all.stream().noneMatch(type -> type.name().equals(name))) {
        throw new RefusedException(404, "no scheduled type is named '%s'".formatted(name));
      }
    }
    return wanted.isEmpty()
        ? all
        : all.stream().filter(type -> wanted.contains(type.name())).toList();
  }
}
