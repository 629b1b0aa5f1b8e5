package dev.millrace.cli.stack;

import dev.millrace.local.process.GuardedProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * The cache of loaded classes with which later commands start in a fraction of the time. Commands
 * against this stack train it once per build; commands work the same without it. Not thread-safe.
 */
final class CommandCache implements AutoCloseable {

  /** System properties of the millrace script; the second only while there is no cache. */
  private static final String SCRIPT = "millrace.script";

  private static final String CACHE = "millrace.cache";

  private static final int STOP_SECONDS = 10;

  private final Map<String, String> settings;
  private @Nullable Process training;

  /**
   * @param settings that point to the running stack
   */
  CommandCache(Map<String, String> settings) {
    this.settings = settings;
  }

  /**
   * Begins to train it in the background, unless that has begun, it exists, or this process was not
   * started by the script. Best with something in the ledger to show.
   */
  void train() {
    String cache = System.getProperty(CACHE, "");
    if (cache.isEmpty() || training != null) {
      return;
    }
    Path partial = Path.of(cache + ".partial");
    makeRecent(Path.of(cache.replaceFirst("\\.aot$", ".jar")));
    ProcessBuilder builder = new ProcessBuilder(System.getProperty(SCRIPT, ""));
    builder.environment().putAll(settings);
    builder.environment().put("TRAINS_CACHE_OF_MILLRACE", partial.toString());
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    training = GuardedProcess.start(builder);
    var _ = training.onExit().thenAccept(ended -> finish(ended, partial, Path.of(cache)));
  }

  /** The script puts this jar before the library, for the training and with the cache. */
  private static void makeRecent(Path jar) {
    try {
      URI library = CommandLine.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      RecentClasses.copy(Path.of(library), jar);
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("cannot write %s: %s".formatted(jar, e.getMessage()), e);
    }
  }

  private static void finish(Process ended, Path partial, Path cache) {
    try {
      if (ended.exitValue() == 0 && Files.exists(partial)) {
        Files.move(partial, cache, StandardCopyOption.ATOMIC_MOVE);
      } else {
        Files.deleteIfExists(partial);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep " + cache, e);
    }
  }

  /** Ends a training that is still running. */
  @Override
  public void close() {
    if (training == null) {
      return;
    }
    training.destroy();
    training.onExit().completeOnTimeout(training, STOP_SECONDS, TimeUnit.SECONDS).join();
    training.destroyForcibly();
  }
}
