package dev.millrace.infra.emulator;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.millrace.database.DatabaseSettings;
import dev.millrace.infra.NeedsNode;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.local.process.GuardedProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the deployment at the emulator that {@code AWS_ENDPOINT_URL} names, or, where that is {@code
 * https://amazonaws.com}, in the account and region of the environment; without it at a {@code
 * moto_server}, where that command is installed.
 */
@NeedsNode
class EmulatorTest {

  private static final String MOTO = "moto_server";

  @TempDir private Path folder;

  @Test
  void an_event_on_the_bus_becomes_rows_and_counts() throws IOException, InterruptedException {
    String given = System.getenv("AWS_ENDPOINT_URL");
    if (given != null) {
      run(new Emulator(URI.create(given)));
      return;
    }
    int port = freePort();
    Process moto = start(port);
    try {
      // Its CloudFormation leaves schedules out.
      run(new Emulator(URI.create("http://127.0.0.1:" + port), false));
    } finally {
      moto.destroyForcibly();
    }
  }

  private void run(Emulator emulator) throws IOException, InterruptedException {
    LocalDatabase server = LocalDatabase.shared();
    DatabaseSettings admin =
        new DatabaseSettings(server.createSchema(), server.user(), server.password(), 4);
    new EndToEnd(emulator, admin, folder).run();
  }

  private Process start(int port) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(MOTO, "-H", "127.0.0.1", "-p", String.valueOf(port))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("moto.log").toFile());
    try {
      new ProcessBuilder(MOTO, "--help")
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException _) {
      System.out.println(
          "SKIPPED: the deployment at an emulator needs the command moto_server, or"
              + " AWS_ENDPOINT_URL");
      return abort("no moto_server");
    }
    Process process = GuardedProcess.start(builder);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!answers(port)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new AssertionError("moto_server does not start, see " + folder.resolve("moto.log"));
      }
      Thread.sleep(100);
    }
    return process;
  }

  private static boolean answers(int port) {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
