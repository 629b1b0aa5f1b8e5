package dev.millrace.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.database.DatabaseException;
import dev.millrace.ledger.EmptyLedger;
import dev.millrace.ledger.run.RunControl;
import dev.millrace.ledger.run.RunControl.Answer;
import dev.millrace.ledger.run.SliceControl;
import dev.millrace.ledger.span.Exclusions;
import dev.millrace.time.Window;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class OperationsTest {

  private static final Operator ANN = new Operator("ann", "the source is slow");
  private static final Operator BOB = new Operator("bob", null);

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T");

  @BeforeEach
  void forget() {
    ledger.update("DELETE FROM millrace_operation");
  }

  @Test
  void the_newest_come_first_with_who_what_and_why() {
    note(ANN, "pause", "run 7", null);
    note(BOB, "dlq redrive", "all", 12L);

    assertThat(newest())
        .extracting(Operation::operator, Operation::command, Operation::target, Operation::affected)
        .containsExactly(tuple(BOB, "dlq redrive", "all", 12L), tuple(ANN, "pause", "run 7", null));
    assertThat(Operations.newest(ledger.database(), 1)).hasSize(1);
    assertThat(Operations.newest(ledger.database(), "run 7"))
        .hasValueSatisfying(operation -> assertThat(operation.operator()).isEqualTo(ANN));
    assertThat(Operations.newest(ledger.database(), "run 70")).isEmpty();
  }

  @Test
  void a_change_that_affected_nothing_is_not_kept() {
    Operations.noteAfter(ledger.database(), ANN, "dlq drop", "all", 0);
    Operations.noteAfter(ledger.database(), ANN, "dlq drop", "x".repeat(300), 1);

    assertThat(newest())
        .singleElement()
        .satisfies(operation -> assertThat(operation.target()).hasSize(255).endsWith("x…"));
  }

  @Test
  void changes_of_runs_slices_and_exclusions_are_noted_with_the_change() {
    long slice = ledger.slice("T", 0, 600);
    long run = ledger.number("SELECT run FROM millrace_slice WHERE id = ?", slice);
    RunControl control = new RunControl(ledger.database(), ANN);

    assertThat(control.pause(run)).isEqualTo(Answer.CHANGED);
    assertThat(control.pause(run)).isEqualTo(Answer.UNCHANGED);
    assertThat(control.resume(run)).isEqualTo(Answer.CHANGED);
    new SliceControl(ledger.database(), BOB).cancel(slice);
    new SliceControl(ledger.database(), BOB).cancel(slice);
    Exclusions exclusions = new Exclusions(ledger.database());
    exclusions.exclude("T", new Window(0, 600), ANN);
    exclusions.lift("T", new Window(0, 600), BOB);
    exclusions.lift("T", new Window(0, 600), BOB);

    String span = "T 1970-01-01T00:00:00Z to 1970-01-01T00:10:00Z";
    assertThat(newest().reversed())
        .extracting(each -> each.operator().name() + ": " + each.command() + ", " + each.target())
        .containsExactly(
            "ann: pause, run " + run,
            "ann: resume, run " + run,
            "bob: slice cancel, slice " + slice,
            "ann: exclude, " + span,
            "bob: exclude --lift, " + span);
  }

  /** The note cannot be written: then nothing is paused. */
  @Test
  void a_change_that_cannot_be_noted_is_not_made() {
    long slice = ledger.slice("T", 0, 600);
    long run = ledger.number("SELECT run FROM millrace_slice WHERE id = ?", slice);
    ledger.update("RENAME TABLE millrace_operation TO millrace_elsewhere");

    try {
      assertThatThrownBy(() -> new RunControl(ledger.database(), ANN).pause(run))
          .isInstanceOf(DatabaseException.class);
    } finally {
      ledger.update("RENAME TABLE millrace_elsewhere TO millrace_operation");
    }

    assertThat(ledger.number("SELECT COUNT(*) FROM millrace_run WHERE state = 'paused'")).isZero();
  }

  @Test
  void they_are_kept_for_400_days() {
    note(ANN, "pause", "run 7", null);
    note(ANN, "pause", "run 8", null);
    ledger.update(
        "UPDATE millrace_operation SET at = NOW(3) - INTERVAL 401 DAY WHERE target = 'run 7'");

    assertThat(Operations.expire(ledger.database())).isEqualTo(1);
    assertThat(newest()).extracting(Operation::target).containsExactly("run 8");
  }

  @Test
  void names_and_reasons_that_cannot_be_kept_are_refused() {
    assertThatThrownBy(() -> new Operator(" ", null))
        .hasMessage("the name of the operator must have 1 to 64 characters, but has 0");
    assertThatThrownBy(() -> new Operator("x".repeat(65), null)).hasMessageContaining("but has 65");
    assertThatThrownBy(() -> new Operator("ann", "x".repeat(1001)))
        .hasMessage("the reason has 1001 characters; shorten it to 1000");
    assertThat(Operator.named("x".repeat(65), null).name()).hasSize(64);
    assertThat(Operator.named("", null).name()).isEqualTo("unknown");
  }

  private static List<Operation> newest() {
    return Operations.newest(ledger.database(), 50);
  }

  private static void note(
      Operator operator, String command, String target, @Nullable Long affected) {
    ledger
        .database()
        .transact(
            connection -> {
              Operations.note(connection, operator, command, target, affected);
              return target;
            });
  }
}
