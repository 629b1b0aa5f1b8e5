package dev.millrace.worker;

import dev.millrace.contact.DatabaseContact;
import dev.millrace.contact.DatabaseContact.Fault;
import dev.millrace.contact.FirstContact;
import dev.millrace.queue.sqs.SqsClients;
import dev.millrace.settings.Arguments;
import dev.millrace.settings.Environment;
import dev.millrace.settings.InvalidSettingsException;
import dev.millrace.text.Printable;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The long-running worker, as one ECS task or one process. Exits with status 0 when it is stopped.
 */
public final class WorkerMain {

  private static final Logger log = LoggerFactory.getLogger(WorkerMain.class);

  private WorkerMain() {}

  /**
   * Runs until it is stopped.
   *
   * @param arguments settings, in place of environment variables: {@code --import-permits=4}
   */
  public static void main(String[] arguments) throws InterruptedException {
    // Machine-readable text must not depend on the locale of the machine.
    Locale.setDefault(Locale.ROOT);
    Map<String, String> variables;
    Environment environment;
    WorkerSettings settings;
    try {
      variables = Arguments.over(System.getenv(), List.of(arguments));
      environment = new Environment(variables);
      settings = WorkerSettings.from(environment);
      if (databaseAnswers(settings)) {
        StoredTypesCheck.run(settings);
      }
      warnIfSourceIsUnknown(settings.source().url());
    } catch (InvalidSettingsException e) {
      e.problems().forEach(problem -> System.err.println(Printable.of(problem)));
      System.exit(2);
      return;
    }
    try {
      run(environment, settings);
    } catch (SdkException | IllegalStateException e) {
      List<String> faults = new FirstContact(variables, () -> SqsClients.create(2)).queues();
      if (faults.isEmpty()) {
        throw e;
      }
      faults.forEach(fault -> System.err.println(Printable.of(fault)));
      if (System.getenv("MILLRACE_DEBUG") != null) {
        log.error("the worker does not start", e);
      }
      // System.exit would wait for the hook, which waits for this thread.
      Runtime.getRuntime().halt(1);
    }
    // A JVM that receives SIGTERM exits with 143, even after a clean stop.
    Runtime.getRuntime().halt(0);
  }

  private static void run(Environment environment, WorkerSettings settings)
      throws InterruptedException {
    CountDownLatch stopRequested = new CountDownLatch(1);
    Thread main = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stopRequested, main), "stop"));
    try (@Nullable HealthServer health = listen(settings.healthPort());
        SqsClient sqs = SqsClients.create(settings.sqsConnections());
        Worker worker = Worker.start(settings, name(), sqs, InstantSource.system())) {
      if (health != null) {
        health.serve(worker.consumers(), worker);
      }
      log.info("{} is ready: {}", worker, environment.summary());
      stopRequested.await();
    }
  }

  /**
   * An unavailable database may recover; one that rejects the login or lacks the schema will not,
   * so the process exits.
   */
  private static boolean databaseAnswers(WorkerSettings settings) {
    Optional<Fault> fault = DatabaseContact.of(settings.database()).fault();
    fault.ifPresent(
        found -> {
          if (found.lasting()) {
            System.err.println(Printable.of(found.message()));
            System.exit(1);
          }
          log.warn("{}; retrying", found.message());
        });
    return fault.isEmpty();
  }

  /** Only a warning: a proxy may resolve the host. */
  private static void warnIfSourceIsUnknown(@Nullable URI source) {
    if (source == null) {
      return;
    }
    try {
      var _ = InetAddress.getByName(source.getHost());
    } catch (UnknownHostException _) {
      log.warn(
          "MILLRACE_SOURCE_URL: the host of {} is unknown; check the URL, unless a proxy"
              + " resolves it",
          source);
    }
  }

  private static @Nullable HealthServer listen(int port) {
    return port == 0 ? null : HealthServer.listen(port);
  }

  /** Delays the JVM's exit until the worker has stopped. */
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
