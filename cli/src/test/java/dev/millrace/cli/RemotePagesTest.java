package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.cli.console.RemotePages;
import dev.millrace.cli.via.RemoteCommand;
import dev.millrace.cli.via.Via;
import dev.millrace.console.Console;
import dev.millrace.console.ConsoleSettings;
import dev.millrace.console.RefusedException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The console of a deployment that only its functions can reach. */
@SuppressWarnings("NullAway.Init") // set before each test
class RemotePagesTest {

  @RegisterExtension static final OperatorStage STAGE = new OperatorStage();

  private static final String BACKFILL =
      """
      {"types":["T"],"from":"2024-02-01T00:00:00Z","to":"2024-02-02T00:00:00Z",
       "dry_run":false,"slices":7777}""";

  private final FunctionStage functions = new FunctionStage(STAGE);

  @BeforeEach
  void start() {
    functions.start();
  }

  @AfterEach
  void stop() {
    functions.close();
  }

  @Test
  void pages_come_from_the_functions() throws InterruptedException {
    STAGE.run("backfill", "--types", "T", "--from", "2024-01-01", "--to", "2024-01-02");
    long run = STAGE.newestRun();
    String pause = "/runs/" + run + "/pause";
    RemotePages read = pages("read", false);
    RemotePages change = pages("change", true);

    assertThat(ViaTest.withoutTimes(read.view("/", Map.of())))
        .isEqualTo(ViaTest.withoutTimes(STAGE.run("status", "--json").out()));
    assertThat(read.view("/coverage", Map.of("from", "2024-01-01T00:00:00Z", "types", "T")))
        .contains("\"T\"");
    assertThat(read.view("/runs/" + run, Map.of())).contains("\"active\"");
    assertRefused(404, "there is no run 999999", () -> read.view("/runs/999999", Map.of()));
    assertRefused(
        404,
        "no scheduled type is named 'a&b=c'",
        () -> read.view("/coverage", Map.of("types", "a&b=c")));
    assertRefused(502, "run it by --via-write", () -> read.change(pause, ""));
    assertRefused(502, "run it by --via-write", () -> pages("read", true).change(pause, ""));
    assertRefused(
        502,
        "cannot call the function 'missing'",
        () -> pages("missing", false).view("/", Map.of()));
    assertThat(paused(run)).isZero();

    assertThat(change.change(pause, "")).contains("\"state\":\"paused\"");
    assertThat(paused(run)).isOne();
    assertRefused(409, "the plan has changed", () -> change.change("/runs", BACKFILL));
  }

  @Test
  void a_console_on_this_machine_serves_them() throws Exception {
    ConsoleSettings settings =
        new ConsoleSettings("127.0.0.1", 0, true, "secret", Optional.empty());

    try (Console console = Console.start(settings, pages("read", false), System::nanoTime);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(console.url() + "runs/999999?format=json")).build();
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.body()).isEqualTo("{\"error\":{\"message\":\"there is no run 999999\"}}\n");
    }
  }

  private RemotePages pages(String function, boolean changes) {
    return new RemotePages(
        RemoteCommand.of(new Via(function, changes), functions.caller()),
        changes,
        System::nanoTime);
  }

  private static void assertRefused(int status, String message, ThrowingCallable call) {
    RefusedException refused = catchThrowableOfType(RefusedException.class, call);
    assertThat(refused).hasMessageContaining(message);
    assertThat(refused.status()).isEqualTo(status);
  }

  private static long paused(long run) {
    return STAGE.number("SELECT COUNT(*) FROM millrace_run WHERE id = ? AND state = 'paused'", run);
  }
}
