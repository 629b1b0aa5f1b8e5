package dev.millrace.worker;

import dev.millrace.queue.SqsClients;
import dev.millrace.settings.Arguments;
import dev.millrace.settings.Environment;
import dev.millrace.settings.InvalidSettingsException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The long-running worker, as one ECS task or one process. Ends with status 0 when it is stopped.
 */
public final class WorkerMain {

  private static final Logger log = LoggerFactory.getLogger(WorkerMain.class);

  private WorkerMain() {}

  /**
   * Runs until it is stopped.
   *
   * @param arguments settings, in the place of environment variables: {@code --import-permits=4}
   */
  public static void main(String[] arguments) throws InterruptedException {
    // Text for machines must not depend on the language of the machine it is written on.
    Locale.setDefault(Locale.ROOT);
    Environment environment;
    WorkerSettings settings;
    try {
      environment = new Environment(Arguments.over(System.getenv(), List.of(arguments)));
      settings = WorkerSettings.from(environment);
      HashKeyCheck.run(settings);
    } catch (InvalidSettingsException e) {
      e.problems().forEach(System.err::println);
      System.exit(2);
      return;
    }
    CountDownLatch stopAsked = new CountDownLatch(1);
    Thread main = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stopAsked, main), "stop"));
    try (@Nullable HealthServer health = listen(settings.healthPort());
        SqsClient sqs = SqsClients.create(settings.sqsConnections());
        Worker worker = Worker.start(settings, name(), sqs, InstantSource.system())) {
      if (health != null) {
        health.serve(worker.consumers());
      }
      log.info("{} is ready: {}", worker, environment.summary());
      stopAsked.await();
    }
    // A JVM that is asked to stop ends with 143 however well it stopped.
    Runtime.getRuntime().halt(0);
  }

  private static @Nullable HealthServer listen(int port) {
    return port == 0 ? null : HealthServer.listen(port);
  }

  /** Holds up the end of the JVM until the worker has stopped. */
  private static void stop(CountDownLatch asked, Thread main) {
    asked.countDown();
    try {
      main.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String name() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      host = "unknown-host";
    }
    return host + "/" + ProcessHandle.current().pid();
  }
}
