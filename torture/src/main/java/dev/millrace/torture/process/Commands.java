package dev.millrace.torture.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Runs commands of the product in three processes beside those of the workers. Thread-safe. */
public final class Commands implements AutoCloseable {

  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final int AT_ONCE = 3;

  private final List<CommandServer> servers = new ArrayList<>();
  private final BlockingQueue<CommandServer> idle = new ArrayBlockingQueue<>(AT_ONCE);

  public Commands(Site site, Path log) {
    for (int i = 0; i < AT_ONCE; i++) {
      CommandServer server = new CommandServer(site, log);
      servers.add(server);
      idle.add(server);
    }
  }

  /** Runs a command and returns its exit status; its process is killed after minutes. */
  public int run(String... arguments) throws InterruptedException {
    return run(LONGEST, List.of(arguments));
  }

  /** The same, and kills the process after some time. */
  public int run(Duration until, List<String> arguments) throws InterruptedException {
    CommandServer server = idle.take();
    try {
      return server.run(until, arguments);
    } finally {
      idle.add(server);
    }
  }

  @Override
  public void close() {
    servers.forEach(CommandServer::close);
  }
}
