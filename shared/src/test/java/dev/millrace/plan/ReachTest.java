package dev.millrace.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.time.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A source that forgets answers 200 and nothing: what it has forgotten is not asked for. */
final class ReachTest {

  private static final Instant NOW = Instant.parse("2024-06-10T06:00:00Z");

  @Test
  void events_of_stripe_age_out_after_30_days() throws IOException {
    DocumentType events =
        DefinitionParser.parse(
            Files.readString(Path.of("..", "samples", "sources", "stripe.yaml")), "stripe.yaml");
    long now = NOW.getEpochSecond();
    long day = Duration.ofDays(1).toSeconds();
    long reach = now - 30 * day + 30 * day / 100;

    assertThat(Backfills.window(events, now - 40 * day, now, NOW))
        .contains(new Window(reach, now - 60));
    assertThat(Backfills.window(events, now - 20 * day, now - day, NOW))
        .contains(new Window(now - 20 * day, now - day));
    assertThat(Backfills.window(events, now - 60 * day, now - 30 * day, NOW)).isEmpty();
  }
}
