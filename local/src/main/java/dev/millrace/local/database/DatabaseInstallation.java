package dev.millrace.local.database;

import dev.millrace.local.file.FileGuard;
import dev.millrace.local.file.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** A database server's programs, and a data folder that is copied for every new database. */
sealed interface DatabaseInstallation permits MariaDbInstallation, MysqlInstallation {

  /**
   * MariaDB, or the MySQL whose unpacked distribution the system property {@code millrace.mysql}
   * names.
   *
   * @param cache the folder where it is kept
   */
  static DatabaseInstallation in(Path cache) {
    String mysql = System.getProperty("millrace.mysql");
    return mysql == null
        ? MariaDbInstallation.in(cache)
        : MysqlInstallation.in(cache, Path.of(mysql));
  }

  /** A data folder with only the system tables; to be copied, never used itself. */
  Path template();

  /** The server's command without the options common to all servers. */
  List<String> server();

  /** SQL that drops the users without a password that the installation creates. */
  String lockDown();

  /**
   * A folder in the cache that is created once. Any number of JVMs may request it at the same time:
   * one creates it under a lock and renames the finished folder into place, so an incomplete one is
   * never visible.
   */
  static Path once(Path cache, String name, Consumer<Path> make) {
    Path folder = cache.resolve(name);
    if (!Files.isDirectory(folder)) {
      try (FileGuard _ = FileGuard.take(cache.resolve(name + ".lock"))) {
        makeUnlessThere(folder, cache, name + ".partial-", make);
      }
    }
    return folder;
  }

  private static void makeUnlessThere(Path folder, Path cache, String prefix, Consumer<Path> make) {
    if (Files.isDirectory(folder)) {
      return; // another JVM was faster
    }
    // The installation script of a JVM that was killed may still write into its own folder.
    Folders.list(cache).stream()
        .filter(entry -> entry.getFileName().toString().startsWith(prefix))
        .forEach(Folders::deleteOrLeave);
    Path partial = cache.resolve(prefix + UUID.randomUUID());
    make.accept(partial);
    Folders.rename(partial, folder);
  }
}
