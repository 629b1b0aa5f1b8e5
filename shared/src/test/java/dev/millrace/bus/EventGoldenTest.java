package dev.millrace.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bus.TablesUpdated.Update;
import dev.millrace.time.Window;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Other systems read the golden files: a change of one is a new version. */
final class EventGoldenTest {

  @Test
  void tables_updated_matches_its_golden_file() throws IOException {
    BusEvent event =
        new TablesUpdated(
                List.of(
                    new Update(
                        "GithubType",
                        "GithubType",
                        17L,
                        new Window(1_718_000_000, 1_718_000_600),
                        812),
                    new Update(
                        "EventCount",
                        "GithubType",
                        null,
                        new Window(1_717_999_800, 1_718_000_700),
                        3)))
            .event();

    assertThat(event).isEqualTo(new BusEvent("TablesUpdated", golden("tables-updated.json")));
  }

  private static String golden(String file) throws IOException {
    try (InputStream in = EventGoldenTest.class.getResourceAsStream(file)) {
      assertThat(in).as("golden file %s", file).isNotNull();
      return new String(in.readAllBytes(), UTF_8).stripTrailing();
    }
  }
}
