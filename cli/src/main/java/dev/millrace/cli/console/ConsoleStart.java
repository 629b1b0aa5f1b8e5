package dev.millrace.cli.console;

import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.console.Console;
import dev.millrace.console.ConsoleSettings;
import dev.millrace.console.Deployment;
import dev.millrace.console.DeploymentData;
import dev.millrace.console.PageData;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Starts the console over a pipeline. */
public final class ConsoleStart {

  /** Where the console listens unless told otherwise. */
  public static final int PORT = 8765;

  private static final int SECRET_BYTES = 24;

  private ConsoleStart() {}

  /**
   * Starts it on loopback, with the default port or, if that is taken, with any.
   *
   * @param environment the settings of the pipeline
   */
  public static Console beside(Pipeline pipeline, Map<String, String> environment) {
    PageData data = data(pipeline, environment);
    try {
      return Console.start(settings("127.0.0.1", PORT, false), data, System::nanoTime);
    } catch (IllegalStateException _) {
      return Console.start(settings("127.0.0.1", 0, false), data, System::nanoTime);
    }
  }

  static PageData data(Pipeline pipeline, Map<String, String> environment) {
    return new DeploymentData(
        new Deployment(
            pipeline.producer(),
            pipeline.deadLetterQueues(),
            pipeline.backfillRate(),
            failure -> Pipeline.contact(environment).explain(failure),
            () -> UUID.randomUUID().toString(),
            System::nanoTime));
  }

  /** With new secrets; a token only where others can reach the address. */
  static ConsoleSettings settings(String host, int port, boolean readOnly) {
    return new ConsoleSettings(
        host,
        port,
        readOnly,
        secret(),
        ConsoleSettings.loopback(host) ? Optional.empty() : Optional.of(secret()));
  }

  private static String secret() {
    byte[] bytes = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
