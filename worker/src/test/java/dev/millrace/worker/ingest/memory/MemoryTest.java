package dev.millrace.worker.ingest.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.database.DatabaseSettings;
import dev.millrace.ledger.Counts;
import dev.millrace.time.Window;
import dev.millrace.worker.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Slices much larger than the heap, in a JVM of their own. How large they are in all says {@code
 * -Dmillrace.memory.bytes}, how many small documents there are {@code -Dmillrace.memory.documents}.
 */
@Isolated("it measures memory")
final class MemoryTest {

  private static final long BYTES = Long.getLong("millrace.memory.bytes", 600L << 20);
  private static final int DOCUMENTS = Integer.getInteger("millrace.memory.documents", 50_000);

  /** Usual documents cost rows as well, so by default there are fewer bytes of them. */
  private static final int SHARE = BYTES > 1L << 30 ? 1 : 8;

  /** For more bytes, as much as is promised for 2 GB. */
  private static final String HEAP = BYTES > 1L << 30 ? "-Xmx256m" : "-Xmx128m";

  @AutoClose private final TestDatabase database = new TestDatabase(TestDatabase.THINGS);

  @Test
  void documents_of_a_megabyte_are_imported_however_many() throws Exception {
    int documents = (int) (BYTES >> 20);

    assertThat(imported(documents, 1 << 20, HEAP)).isEqualTo(inserted(documents));
  }

  @Test
  void usual_documents_are_imported_however_many() throws Exception {
    int documents = (int) (BYTES / SHARE / 10_000);

    assertThat(imported(documents, 10_000, HEAP)).isEqualTo(inserted(documents));
  }

  /** Were each row kept, with a kilobyte or more of objects, they would not fit. */
  @Test
  void small_documents_take_no_more_memory_when_they_are_many() throws Exception {
    assertThat(imported(DOCUMENTS, 200, "-Xmx40m")).isEqualTo(inserted(DOCUMENTS));
  }

  private static String inserted(int documents) {
    return new Counts(documents, documents, 0, 0, 0, 0).toString();
  }

  /** What the worker printed. */
  private String imported(int documents, int bytes, String heap)
      throws IOException, InterruptedException {
    try (GeneratedSource source = new GeneratedSource(documents, bytes)) {
      DatabaseSettings settings = database.settings(2);
      Process worker =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  heap,
                  "-XX:+UseSerialGC",
                  "-XX:+ExitOnOutOfMemoryError",
                  "-cp",
                  System.getProperty("java.class.path"),
                  SmallWorker.class.getName(),
                  settings.url(),
                  settings.user(),
                  settings.password(),
                  source.url().toString(),
                  Long.toString(database.plan("Thing", new Window(0, 600))))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String printed =
          new String(worker.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      assertThat(worker.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(worker.exitValue()).as(printed).isZero();
      return printed.lines().reduce("", (_, last) -> last);
    }
  }
}
