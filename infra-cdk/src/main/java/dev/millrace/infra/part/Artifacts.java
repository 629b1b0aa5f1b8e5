package dev.millrace.infra.part;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The build's artifacts to deploy.
 *
 * @param producer zip of the producer's functions
 * @param worker zip of the worker's functions
 * @param commands zip of the functions that run commands
 * @param image folder with the Dockerfile and its files
 * @param trustStore whether all of them contain the authorities of the database's certificate
 */
public record Artifacts(Path producer, Path worker, Path commands, Path image, boolean trustStore) {

  /** Its path in functions and images. */
  public static final String TRUST_STORE = "/var/task/database.p12";

  /** Maven's output in a checkout. */
  public static Artifacts of(Path checkout) {
    return new Artifacts(
        checkout.resolve("producer/target/producer-function.zip"),
        checkout.resolve("worker/target/worker-function.zip"),
        checkout.resolve("cli/target/cli-function.zip"),
        checkout,
        Files.exists(checkout.resolve("certificates/database.p12")));
  }
}
