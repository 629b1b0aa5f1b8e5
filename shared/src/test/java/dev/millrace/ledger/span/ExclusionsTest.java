package dev.millrace.ledger.span;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ledger.EmptyLedger;
import dev.millrace.ledger.span.Exclusions.Exclusion;
import dev.millrace.operation.Operator;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ExclusionsTest {

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T", "U");

  private final Exclusions exclusions = new Exclusions(ledger.database());

  @BeforeEach
  void forget() {
    ledger.update("DELETE FROM millrace_exclusion");
  }

  @Test
  void an_exclusion_keeps_its_reason_and_its_author() {
    exclusions.exclude(
        "T", new Window(100, 200), new Operator("ann", "the source lost it – for good"));

    assertThat(of("T"))
        .singleElement()
        .returns(new Window(100, 200), Exclusion::window)
        .returns("the source lost it – for good", Exclusion::because)
        .returns("ann", Exclusion::by);
    assertThat(of("U")).isEmpty();
  }

  @Test
  void exclusions_may_overlap_and_are_lifted_where_a_window_says() {
    exclusions.exclude("T", new Window(0, 300), new Operator("ann", "one"));
    exclusions.exclude("T", new Window(200, 400), new Operator("bob", "two"));
    exclusions.exclude("U", new Window(0, 400), new Operator("bob", "three"));

    assertThat(exclusions.lift("T", new Window(100, 250), new Operator("ann", null)))
        .isEqualTo(150);

    assertThat(spans("T").windows()).containsExactly(new Window(0, 100), new Window(250, 400));
    assertThat(of("T"))
        .extracting(each -> each.window() + " " + each.because() + " " + each.by())
        .containsExactly(
            new Window(0, 100) + " one ann",
            new Window(250, 300) + " one ann",
            new Window(250, 400) + " two bob");
    assertThat(spans("U").seconds()).isEqualTo(400);
    assertThat(exclusions.lift("T", new Window(1000, 2000), new Operator("ann", null))).isZero();
    assertThat(exclusions.lift("T", new Window(0, 1000), new Operator("ann", null))).isEqualTo(250);
    assertThat(of("T")).isEmpty();
  }

  private static List<Exclusion> of(String type) {
    return ledger.database().transact(connection -> Exclusions.of(connection, type));
  }

  private static Spans spans(String type) {
    return ledger.database().transact(connection -> Exclusions.spans(connection, type));
  }
}
