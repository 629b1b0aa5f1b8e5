package dev.millrace.torture.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.torture.oracle.Spans.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpansTest {

  private static Span span(long from, long to) {
    return new Span(from, to);
  }

  @Test
  void a_union_joins_spans_that_overlap_or_touch() {
    assertThat(Spans.union(List.of(span(5, 9), span(0, 2), span(2, 3), span(8, 12), span(7, 7))))
        .containsExactly(span(0, 3), span(5, 12));
  }

  @Test
  void what_is_in_no_other_span_is_left() {
    assertThat(Spans.without(List.of(span(0, 10), span(20, 30)), List.of(span(3, 5), span(8, 22))))
        .containsExactly(span(0, 3), span(5, 8), span(22, 30));
    assertThat(Spans.without(List.of(span(0, 10)), List.of(span(0, 4), span(4, 10)))).isEmpty();
    assertThat(Spans.without(List.of(span(0, 10)), List.of())).containsExactly(span(0, 10));
  }
}
