package dev.millrace.torture.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WorldTest {

  private final World world = new World(InstantSource.fixed(Instant.EPOCH), new Random(1));

  private static List<String> probes(World.Answer answer) {
    return answer.documents().stream().filter(text -> text.contains(World.PROBE)).toList();
  }

  @Test
  void each_cell_that_an_answer_spans_ends_with_a_probe_of_its_number() {
    world.add(Kind.PLAIN, 600, 1200, 20);

    World.Answer first = world.answer(Kind.PLAIN, 600, 1200, "a worker");
    World.Answer second = world.answer(Kind.PLAIN, 600, 1200, "a worker");

    assertThat(first.documents()).hasSize(22);
    assertThat(first.served().documents()).isEqualTo(22);
    assertThat(first.documents().getLast()).contains("\"probe-1199\"", "\"amount\":1,");
    assertThat(probes(second))
        .hasSize(2)
        .allMatch(probe -> probe.contains("\"amount\":2,"))
        .first()
        .asString()
        .contains("\"probe-899\"");
    int at = first.documents().indexOf(probes(first).getFirst());
    assertThat(first.documents().subList(0, at))
        .allMatch(text -> Long.parseLong(text.replaceAll(".*\"timestamp\":(\\d+).*", "$1")) < 900);
  }

  @Test
  void a_cell_that_an_answer_spans_in_part_has_no_probe() {
    assertThat(probes(world.answer(Kind.PLAIN, 601, 900, "a worker"))).isEmpty();
    assertThat(probes(world.answer(Kind.PLAIN, 600, 899, "a worker"))).isEmpty();
    assertThat(probes(world.answer(Kind.FINE, 600, 660, "a worker"))).hasSize(1);
  }

  @Test
  void the_versions_since_a_revision_begin_with_the_one_that_was_there() {
    world.add(Kind.FINE, 600, 601, 1);
    long before = world.revision();
    SourceDocument document = world.all(Kind.FINE, 600, 601).getFirst();
    Content old = document.newest();
    world.edit(Kind.FINE, 600, 601, 1);

    assertThat(document.since(before)).hasSize(2).first().matches(it -> it.content().equals(old));
    assertThat(document.since(world.revision())).hasSize(1);
    assertThat(document.isIn(before)).isTrue();
    assertThat(document.isIn(before - 1)).isFalse();
  }
}
