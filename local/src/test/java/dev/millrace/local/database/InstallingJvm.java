package dev.millrace.local.database;

import java.io.IOException;
import java.nio.file.Path;

/** A JVM that unpacks the database into the given cache and ends. */
public final class InstallingJvm {
  private InstallingJvm() {}

  public static Process start(Path cache) throws IOException {
    return TestJvm.start(InstallingJvm.class, cache.toString());
  }

  public static void main(String[] arguments) {
    MariaDbInstallation.in(Path.of(arguments[0]));
  }
}
