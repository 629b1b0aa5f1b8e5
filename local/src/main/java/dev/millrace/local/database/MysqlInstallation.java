package dev.millrace.local.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** MySQL 8 from an unpacked distribution, its data folder made once. */
record MysqlInstallation(Path distribution, Path template) implements DatabaseInstallation {

  /**
   * @throws IllegalArgumentException when the folder has no {@code bin/mysqld}
   */
  static MysqlInstallation in(Path cache, Path distribution) {
    Path program = distribution.resolve("bin/mysqld");
    if (!Files.isRegularFile(program)) {
      throw new IllegalArgumentException(
          "millrace.mysql=%s has no bin/mysqld; build with -Pmysql".formatted(distribution));
    }
    // A zip does not keep file permissions.
    if (!program.toFile().setExecutable(true)) {
      throw new IllegalStateException("cannot make %s executable".formatted(program));
    }
    Path template =
        DatabaseInstallation.once(
            cache, "mysql-8-data-1", folder -> initialize(distribution, folder));
    return new MysqlInstallation(distribution, template);
  }

  private static void initialize(Path distribution, Path folder) {
    List<String> command = new ArrayList<>(command(distribution));
    command.addAll(List.of("--initialize-insecure", "--datadir=" + folder));
    if ("root".equals(System.getProperty("user.name"))) {
      command.add("--user=root");
    }
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("mysqld cannot make a data folder: " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run mysqld", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while mysqld made a data folder", e);
    }
  }

  private static List<String> command(Path distribution) {
    return List.of(
        distribution.resolve("bin/mysqld").toString(),
        "--no-defaults",
        "--basedir=" + distribution,
        "--lc-messages-dir=" + distribution.resolve("share"));
  }

  @Override
  public List<String> server() {
    List<String> command = new ArrayList<>(command(distribution));
    command.addAll(
        List.of(
            "--mysqlx=OFF",
            "--performance-schema=OFF",
            "--skip-log-bin",
            // Hashes that need no TLS and no key exchange on 127.0.0.1.
            "--default-authentication-plugin=mysql_native_password",
            "--auto-generate-certs=OFF"));
    return command;
  }

  @Override
  public String lockDown() {
    return "DROP USER IF EXISTS root@localhost;\n";
  }
}
