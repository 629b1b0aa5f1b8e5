package dev.millrace.local.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.local.file.FileGuard;
import dev.millrace.local.file.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** A database server's programs, and a data folder that is copied for every new database. */
sealed interface DatabaseInstallation
    permits MariaDbInstallation, MysqlInstallation, SystemMariaDb {

  /**
   * MariaDB from the class path, or the server that a system property names: {@code millrace.mysql}
   * the folder of an unpacked MySQL, {@code millrace.mariadb} the prefix of an installed MariaDB,
   * such as {@code /usr}.
   *
   * @param cache the folder where it is kept
   */
  static DatabaseInstallation in(Path cache) {
    String mysql = System.getProperty("millrace.mysql");
    String mariaDb = System.getProperty("millrace.mariadb");
    if (mysql != null) {
      return MysqlInstallation.in(cache, Path.of(mysql));
    }
    return mariaDb == null
        ? MariaDbInstallation.in(cache)
        : SystemMariaDb.in(cache, Path.of(mariaDb));
  }

  /** A data folder with only the system tables; to be copied, never used itself. */
  Path template();

  /** The server's command without the options common to all servers. */
  List<String> server();

  /** SQL that drops the users without a password that the installation creates. */
  String lockDown();

  /**
   * Runs a program that ends by itself, and returns what it printed.
   *
   * @throws IllegalStateException with that output when it fails
   */
  static String output(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command.getFirst() + " failed: " + printed);
      }
      return printed;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + command.getFirst(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + command.getFirst(), e);
    }
  }

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
