package dev.millrace.infra.part;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the build has made, to be deployed.
 *
 * @param producer zip of the producer's functions
 * @param worker zip of the worker's functions
 * @param image folder with the Dockerfile and all that it takes
 * @param trustStore whether all of them hold the authorities of the database's certificate
 */
public record Artifacts(Path producer, Path worker, Path image, boolean trustStore) {

  /** Where functions and images have it. */
  public static final String TRUST_STORE = "/var/task/database.p12";

  /** Where Maven puts them in a checkout. */
  public static Artifacts of(Path checkout) {
    return new Artifacts(
        checkout.resolve("producer/target/producer-function.zip"),
        checkout.resolve("worker/target/worker-function.zip"),
        checkout,
        Files.exists(checkout.resolve("certificates/database.p12")));
  }
}
