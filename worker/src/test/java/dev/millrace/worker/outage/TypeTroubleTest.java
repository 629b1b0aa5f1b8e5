package dev.millrace.worker.outage;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.message.MessageCodec;
import dev.millrace.message.SliceMessage;
import dev.millrace.time.Window;
import dev.millrace.worker.Faults;
import dev.millrace.worker.TestDatabase;
import dev.millrace.worker.TestPipeline;
import dev.millrace.worker.lookup.LookupSettings;
import dev.millrace.worker.source.guard.GuardedSource.OpenCircuit;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The source fails for one type; slices of another type are imported all the while. */
@Timeout(180)
final class TypeTroubleTest {

  private static final int SLICE_SECONDS = 20;

  private static final String OTHERS =
      """
      type: Other
      columns:
        name: { from: /data/name, length: 100 }
      """;

  private static final String POSTS =
      """
      type: Post
      columns:
        channel: { from: /data/name, lookup: slack-channel, length: 100 }
      """;

  private static final String DONE =
      "SELECT COUNT(*) FROM millrace_slice WHERE type = 'Other' AND state = 'done'";

  private static final String POSTPONED =
      """
      SELECT COUNT(*) FROM millrace_slice
      WHERE type = 'Thing' AND not_before > NOW(3) AND error IS NOT NULL""";

  private final CountDownLatch end = new CountDownLatch(1);
  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();

  @AutoClose
  private final TestPipeline pipeline = new TestPipeline(TestDatabase.THINGS, OTHERS, POSTS);

  enum Answer {
    ERROR,
    WRONG_KEY,
    ASKS_TO_WAIT,
    RESET,
    HANGS;

    HttpHandler handler(CountDownLatch end) {
      return switch (this) {
        case ERROR -> Faults.status(500);
        case WRONG_KEY -> Faults.status(403);
        case ASKS_TO_WAIT -> Faults.askingToWait(3600);
        case RESET -> Faults.brokenAfter("[{\"id\":\"a\"},");
        case HANGS ->
            exchange -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                throw new InterruptedIOException();
              }
              exchange.close();
            };
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void twenty_failing_slices_of_one_type_hold_back_no_slice_of_another(Answer answer)
      throws Exception {
    pipeline.source().link(only("Thing", answer.handler(end)));
    send("import", "Thing", 20);
    send("import", "Other", 300);

    pipeline.start(List.of());

    try {
      TestPipeline.await(() -> pipeline.database().number(DONE) == 300, "import the other type");
      assertThat(
              pipeline
                  .database()
                  .rows(
                      "SELECT DISTINCT state IN ('planned', 'sent', 'running'), first_failed_at"
                          + " FROM millrace_slice WHERE type = 'Thing'"))
          .as("none counts a failure")
          .containsExactly("1 null");
      assertThat(pipeline.queues().deadLetters("import")).isEmpty();
    } finally {
      end.countDown();
    }
  }

  @Test
  void live_slices_are_imported_while_the_circuit_of_a_backfill_is_open() throws Exception {
    pipeline.source().link(only("Thing", Faults.status(500)));
    send("backfill", "Thing", 40);
    pipeline.start(List.of());
    TestPipeline.await(() -> !pipeline.openCircuits().isEmpty(), "open the circuit");

    send("import", "Other", 50);

    TestPipeline.await(() -> pipeline.database().number(DONE) == 50, "import the other type");
    assertThat(pipeline.openCircuits()).extracting(OpenCircuit::type).containsExactly("Thing");
    assertThat(asked("Other")).isEqualTo(50);
    TestPipeline.await(() -> pipeline.database().number(POSTPONED) == 40, "wait in the ledger");
    assertThat(asked("Thing")).as("ten calls of three tries, and those in progress").isLessThan(45);
  }

  @Test
  void lookup_that_hangs_holds_back_only_the_type_that_needs_it() throws Exception {
    HttpServer slack =
        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    slack.createContext("/", Answer.HANGS.handler(end));
    slack.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    slack.start();
    URI api = URI.create("http://127.0.0.1:%d/".formatted(slack.getAddress().getPort()));
    pipeline.lookups(new LookupSettings(api, "a token", ""));
    String document =
        """
        [{"id":"a","timestamp":1,"type":"Post","data":{"name":"C0123"}}]""";
    pipeline.source().link(only("Post", Faults.text(document)));
    send("import", "Post", 20);
    send("import", "Other", 100);

    pipeline.start(List.of());

    try {
      TestPipeline.await(() -> pipeline.database().number(DONE) == 100, "import the other type");
      assertThat(pipeline.openCircuits()).isEmpty();
    } finally {
      end.countDown();
      slack.stop(0);
    }
  }

  private int asked(String type) {
    return asked.getOrDefault(type, new AtomicInteger()).get();
  }

  /** Answers questions for a type in that way, and others as an API without documents. */
  private HttpHandler only(String type, HttpHandler answer) {
    return exchange -> {
      String path = exchange.getRequestURI().getPath();
      String name = path.substring(path.lastIndexOf('/') + 1);
      asked.computeIfAbsent(name, _ -> new AtomicInteger()).incrementAndGet();
      (name.equals(type) ? answer : Faults.text("[]")).handle(exchange);
    };
  }

  private void send(String queue, String type, int slices) {
    IntStream.range(0, slices)
        .forEach(
            i -> {
              Window window = new Window((long) i * SLICE_SECONDS, (i + 1L) * SLICE_SECONDS);
              long slice = pipeline.database().plan(type, window);
              String message = new MessageCodec().encode(new SliceMessage(slice, type, window));
              pipeline.queues().send(queue, message, type);
            });
  }
}
