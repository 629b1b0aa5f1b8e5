package dev.millrace.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ConcatenationTest {

  @Test
  void the_elements_come_in_order_and_parts_may_be_empty() {
    List<Integer> all = new ArrayList<>();

    new Concatenation<Integer>(
            Stream.of(Stream.of(), Stream.of(1, 2), Stream.of(), Stream.of(3), Stream.of()))
        .forEachRemaining(all::add);

    assertThat(all).containsExactly(1, 2, 3);
  }

  @Test
  void after_the_last_there_is_none() {
    Concatenation<Integer> one = new Concatenation<>(Stream.of(Stream.of(1)));
    one.next();

    assertThat(one.hasNext()).isFalse();
    assertThatThrownBy(one::next).isInstanceOf(NoSuchElementException.class);
  }

  /** So memory use does not depend on their number. */
  @Test
  void no_element_is_made_before_it_is_asked_for() {
    List<Integer> made = new ArrayList<>();
    Concatenation<Integer> many =
        new Concatenation<>(
            Stream.of(IntStream.range(0, 1_000_000).peek(made::add).boxed(), Stream.of(-1)));

    many.next();
    many.next();

    assertThat(made).hasSizeLessThanOrEqualTo(3);
  }
}
