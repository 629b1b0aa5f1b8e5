package dev.millrace.infra;

import java.nio.file.Path;

/**
 * What the build has made, to be deployed.
 *
 * @param producer zip of the producer's functions
 * @param worker zip of the worker's functions
 * @param image folder with the Dockerfile and all that it takes
 */
public record Artifacts(Path producer, Path worker, Path image) {

  /** Where Maven puts them in a checkout. */
  public static Artifacts of(Path checkout) {
    return new Artifacts(
        checkout.resolve("producer/target/producer-function.zip"),
        checkout.resolve("worker/target/worker-function.zip"),
        checkout);
  }
}
