package dev.millrace.torture.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A process that runs commands; one that was killed is followed by another one. Not thread-safe.
 */
final class CommandServer implements AutoCloseable {

  /** As a shell reports the signal. */
  private static final int KILLED = 137;

  private final Site site;
  private final Path log;
  private BlockingQueue<Integer> answers = new ArrayBlockingQueue<>(1);
  private Process process;

  CommandServer(Site site, Path log) {
    this.site = site;
    this.log = log;
    this.process = launch();
  }

  private Process launch() {
    Process launched =
        Jvm.conversing(
            CommandServerMain.class.getName(),
            List.of("-Dlogback.configurationFile=millrace-logback.xml", "-Xmx256m"),
            site.settings(),
            log);
    BlockingQueue<Integer> own = new ArrayBlockingQueue<>(1);
    answers = own;
    Thread.ofVirtual()
        .start(
            () -> {
              try (BufferedReader lines = launched.inputReader(UTF_8)) {
                String line;
                while ((line = lines.readLine()) != null) {
                  own.put(Integer.parseInt(line));
                }
                own.put(KILLED);
              } catch (IOException _) {
                // killed while it was read
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    return launched;
  }

  /** Runs a command, and kills the process when it takes longer. */
  int run(Duration until, List<String> arguments) throws InterruptedException {
    if (!process.isAlive()) {
      process = launch();
    }
    try {
      process
          .getOutputStream()
          .write((String.join(CommandServerMain.SEPARATOR, arguments) + "\n").getBytes(UTF_8));
      process.getOutputStream().flush();
    } catch (IOException _) {
      close();
      return KILLED;
    }
    Integer status = answers.poll(until.toMillis(), TimeUnit.MILLISECONDS);
    if (status == null) {
      close();
      return KILLED;
    }
    return status;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
