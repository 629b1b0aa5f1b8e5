package dev.millrace.plan;

import static dev.millrace.plan.Types.catalogue;
import static dev.millrace.plan.Types.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.database.Sql;
import dev.millrace.ledger.EmptyLedger;
import dev.millrace.ledger.run.Runs.Planned;
import dev.millrace.ledger.span.Exclusions;
import dev.millrace.message.InvalidMessageException;
import dev.millrace.message.WindowMessage;
import dev.millrace.operation.Operator;
import dev.millrace.time.Window;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BackfillsTest {

  private static final Instant NOW = Instant.parse("2024-06-10T06:00:00Z");
  private static final long SETTLED = NOW.getEpochSecond() - 60;
  private static final WindowMessage EVERYTHING =
      new WindowMessage(List.of(), 0L, 100_000_000_000L);

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger();

  private final Backfills backfills = new Backfills(ledger.database());

  @Test
  void a_count_only_type_is_not_planned() {
    CountedType counted =
        DefinitionParser.parseAll("type: C\ncount_only: true\noccurred_at: at", "C.yaml")
            .getFirst();
    Catalogue catalogue = catalogue(type("A"), counted);

    Planned all = backfills.plan(new WindowMessage(List.of(), 0L, 600L), "all", NOW, catalogue);

    assertThat(all.fresh()).isTrue();
    assertThat(types()).containsExactly("A");
    assertThatThrownBy(
            () -> backfills.plan(new WindowMessage(List.of("C"), 0L, 600L), "c", NOW, catalogue))
        .isInstanceOf(UnknownTypeException.class)
        .hasMessage("'C' is a count-only type and cannot be imported; use `recount` to recount it");
  }

  /** All times are seconds before the message was sent; empty is absent. */
  @ParameterizedTest
  @CsvSource({
    // since, from, to, planned from, planned to
    "     ,      ,      , 4200 , 60",
    "     , 7200 , 3600 , 7200 , 3600",
    "     , 7200 ,      , 7200 , 60",
    "     ,      , 3600 , 4200 , 3600",
    "     , 7200 , 61   , 7200 , 61",
    "     , 7200 , 60   , 7200 , 60",
    "     , 7200 , 59   , 7200 , 60",
    "     , 7200 , -999 , 7200 , 60",
    "     , 61   , 0    , 61   , 60",
    "     , 60   , 0    ,      ,",
    "     , -60  , -120 ,      ,",
    "     , 3600 , 3600 ,      ,",
    "     , 3600 , 7200 ,      ,",
    "5000 , 7200 , 3600 , 5000 , 3600",
    "5000 , 4000 , 3600 , 4000 , 3600",
    "3600 , 7200 , 3600 ,      ,",
    "1000 ,      ,      , 1000 , 60",
    "10   ,      ,      ,      ,",
    "-500 ,      ,      ,      ,",
  })
  void a_window_is_clipped_to_the_type_s_beginning_and_the_source_lag(
      @Nullable Long since,
      @Nullable Long from,
      @Nullable Long to,
      @Nullable Long plannedFrom,
      @Nullable Long plannedTo) {
    var type = since == null ? type("T") : type("T", "since: %d".formatted(ago(since)));
    WindowMessage asked =
        new WindowMessage(List.of(), from == null ? null : ago(from), to == null ? null : ago(to));

    var window = Backfills.window(type, asked.from(), asked.to(), NOW);

    if (plannedFrom == null || plannedTo == null) {
      assertThat(window).isEmpty();
    } else {
      assertThat(window).hasValue(new Window(ago(plannedFrom), ago(plannedTo)));
    }
  }

  @Test
  void extreme_windows_are_planned() {
    WindowMessage asked = new WindowMessage(List.of(), Long.MIN_VALUE, Long.MAX_VALUE);

    assertThat(Backfills.window(type("T"), asked.from(), asked.to(), NOW))
        .hasValue(new Window(0, SETTLED));
    assertThat(Backfills.window(type("T"), Long.MAX_VALUE, Long.MIN_VALUE, NOW)).isEmpty();
  }

  @Test
  void everything_since_the_epoch_is_planned_in_few_slices_without_a_hole() {
    Catalogue types =
        catalogue(
            type("A", "slice_width: 1m"),
            type("B", "slice_width: 10m", "since: 2024-06-01"),
            type("C", "slice_width: 64d", "since: 2019-03-31T02:30:00+01:00"));

    backfills.plan(EVERYTHING, "x", NOW, types);

    for (var beginning :
        Map.of(
                "A", Instant.EPOCH,
                "B", Instant.parse("2024-06-01T00:00:00Z"),
                "C", Instant.parse("2019-03-31T01:30:00Z"))
            .entrySet()) {
      List<Window> slices = slices(beginning.getKey());
      assertThat(slices).hasSizeBetween(1, 1999);
      assertThat(slices.getFirst().from()).isEqualTo(beginning.getValue().getEpochSecond());
      assertThat(slices.getLast().to()).isEqualTo(SETTLED);
      for (int i = 1; i < slices.size(); i++) {
        assertThat(slices.get(i).from()).isEqualTo(slices.get(i - 1).to());
      }
    }
    assertThat(slices("B")).as("9 days in slices of 10 minutes").hasSizeGreaterThan(1300);
    assertThat(slices("C")).as("5 years in slices of 64 days").hasSizeLessThan(40);
  }

  @Test
  void without_types_all_are_planned_that_are_on() {
    Catalogue types = catalogue(type("A"), type("B", "enabled: false"), type("C"));

    backfills.plan(new WindowMessage(List.of(), null, null), "x", NOW, types);

    assertThat(types()).containsExactly("A", "C");
  }

  @Test
  void types_that_are_named_are_planned_once_even_when_they_are_off() {
    Catalogue types = catalogue(type("A"), type("B", "enabled: false"), type("C"));

    backfills.plan(new WindowMessage(List.of("B", "A", "B"), null, null), "x", NOW, types);

    assertThat(types()).containsExactly("A", "B");
    assertThat(slices("B")).doesNotHaveDuplicates();
  }

  @Test
  void an_unknown_type_is_refused_by_name_and_nothing_is_planned() {
    WindowMessage asked = new WindowMessage(List.of("A", "Z"), null, null);

    assertThatThrownBy(() -> backfills.plan(asked, "x", NOW, catalogue(type("A"))))
        .isInstanceOf(UnknownTypeException.class)
        .hasMessageContaining("'Z'");

    assertThat(ledger.number("SELECT COUNT(*) FROM millrace_run")).isZero();
  }

  @Test
  void the_same_trigger_is_one_run_with_the_slices_that_it_got_first() {
    WindowMessage lastHour = new WindowMessage(List.of(), null, null);
    Planned first = backfills.plan(lastHour, "message 1", NOW, catalogue(type("A")));
    List<Window> before = slices("A");

    Planned again =
        backfills.plan(
            lastHour, "message 1", NOW.plusSeconds(3600), catalogue(type("A"), type("B")));

    assertThat(again).isEqualTo(new Planned(first.run(), false));
    assertThat(slices("A")).isEqualTo(before);
    assertThat(types()).containsExactly("A");
    assertThat(backfills.plan(lastHour, "message 2", NOW, catalogue(type("A"))).fresh()).isTrue();
  }

  @Test
  void a_retry_of_a_request_that_is_imported_meanwhile_is_still_its_run() {
    Planned first = backfills.plan(missing(0, 600), "event 1", NOW, catalogue(type("A")));
    covered(0, 600);

    Planned retry = backfills.plan(missing(0, 600), "event 1", NOW, catalogue(type("A")));
    Planned another = backfills.plan(missing(0, 600), "event 2", NOW, catalogue(type("A")));

    assertThat(retry).isEqualTo(new Planned(first.run(), false));
    assertThat(another).isEqualTo(Planned.NOTHING);
  }

  @ParameterizedTest
  @CsvSource({"active, 0", "paused, 600", "cancelled, 600"})
  void slices_of_an_earlier_backfill_are_under_way_only_while_it_is_active(
      String state, long seconds) {
    backfills.plan(missing(0, 600), "earlier", NOW, catalogue(type("A")));
    ledger.update("UPDATE millrace_run SET state = ?", state);

    List<TypePlan> plans = backfills.preview(missing(0, 600), NOW, catalogue(type("A")));

    assertThat(plans.getFirst().spans().seconds()).isEqualTo(seconds);
  }

  @Test
  void an_excluded_range_is_imported_by_a_backfill_and_counted() {
    Exclusions exclusions = new Exclusions(ledger.database());
    exclusions.exclude("A", new Window(300, 900), new Operator("a person", "broken"));
    try {
      TypePlan plan = backfills.preview(missing(0, 600), NOW, catalogue(type("A"))).getFirst();

      assertThat(plan.spans().seconds()).isEqualTo(600);
      assertThat(plan.excluded()).isEqualTo(300);
    } finally {
      exclusions.lift("A", new Window(300, 900), new Operator("ann", null));
    }
  }

  private static Backfill missing(long from, long to) {
    return new Backfill(List.of("A"), from, to, Only.MISSING, null, null);
  }

  private static void covered(long from, long to) {
    ledger.update(
        "INSERT INTO millrace_coverage (type, window_from, window_to, definition_version)"
            + " VALUES ('A', ?, ?, 'v')",
        from,
        to);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "60    | -     | begins at %1$s, but must begin before %1$s, which is 60 s ago",
        "-3600 | -3000 | must begin before %1$s, which is 60 s ago",
        "-     | 7200  | without 'timestamp_from' the window begins only at",
        "9999  | 7200  | before the first document of A"
      })
  void a_window_with_nothing_to_import_is_refused_and_says_why(
      @Nullable Long from, @Nullable Long to, String reason) {
    WindowMessage nothing =
        new WindowMessage(List.of(), from == null ? null : ago(from), to == null ? null : ago(to));
    Catalogue catalogue = catalogue(type("A", "since: " + ago(7200)));

    assertThatThrownBy(() -> backfills.plan(nothing, "x", NOW, catalogue))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContainingAll(
            "nothing can be imported: ", reason.formatted(Instant.ofEpochSecond(SETTLED)));
    assertThat(ledger.number("SELECT COUNT(*) FROM millrace_run")).isZero();
  }

  private static long ago(long seconds) {
    return NOW.getEpochSecond() - seconds;
  }

  private static List<String> types() {
    return ledger.texts("SELECT DISTINCT type FROM millrace_slice ORDER BY type");
  }

  private static List<Window> slices(String type) {
    return ledger
        .database()
        .transact(
            connection ->
                Sql.list(
                    connection,
                    "SELECT window_from, window_to FROM millrace_slice WHERE type = ?"
                        + " ORDER BY window_from, window_to",
                    row -> new Window(row.getLong(1), row.getLong(2)),
                    type));
  }
}
