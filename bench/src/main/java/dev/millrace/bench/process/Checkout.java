package dev.millrace.bench.process;

import dev.millrace.worker.WorkerMain;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;

/** The checkout that this process runs from. */
public final class Checkout {

  private Checkout() {}

  /** The build output of the worker, next to its classes or jar on this class path. */
  public static Path worker() {
    URI worker =
        URI.create(WorkerMain.class.getProtectionDomain().getCodeSource().getLocation().toString());
    return parent(Path.of(worker));
  }

  /** Its folder. */
  public static Path home() {
    return parent(parent(worker()));
  }

  private static Path parent(Path path) {
    return Objects.requireNonNull(path.getParent());
  }
}
