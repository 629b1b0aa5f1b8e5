package dev.millrace.local.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** MySQL 8 or later from an unpacked distribution, its data folder made once for each version. */
record MysqlInstallation(Path distribution, Path template) implements DatabaseInstallation {

  private static final Pattern VERSION = Pattern.compile("Ver (\\d+\\.\\d+\\.\\d+)");

  /**
   * @throws IllegalArgumentException when the folder has no {@code bin/mysqld}
   */
  static MysqlInstallation in(Path cache, Path distribution) {
    Path program = distribution.resolve("bin/mysqld");
    if (!Files.isRegularFile(program)) {
      throw new IllegalArgumentException(
          "millrace.mysql=%s has no bin/mysqld; build with -Pmysql, or see .ci/mysql"
              .formatted(distribution));
    }
    // A zip does not keep file permissions.
    if (!program.toFile().setExecutable(true)) {
      throw new IllegalStateException("cannot make %s executable".formatted(program));
    }
    Path template =
        DatabaseInstallation.once(
            cache,
            "mysql-%s-data-3".formatted(version(program)),
            folder -> initialize(distribution, folder));
    return new MysqlInstallation(distribution, template);
  }

  /** A server upgrades the data of an earlier version, so each has its own. */
  private static String version(Path program) {
    String printed =
        DatabaseInstallation.output(List.of(program.toString(), "--no-defaults", "--version"));
    Matcher version = VERSION.matcher(printed);
    if (!version.find()) {
      throw new IllegalStateException("%s has no version: %s".formatted(program, printed));
    }
    return version.group(1);
  }

  private static void initialize(Path distribution, Path folder) {
    List<String> command = new ArrayList<>(command(distribution));
    command.addAll(List.of("--initialize-insecure", "--datadir=" + folder));
    if ("root".equals(System.getProperty("user.name"))) {
      command.add("--user=root");
    }
    String _ = DatabaseInstallation.output(command);
    try {
      // Servers over copies get names of their own: one may be the replica of another.
      Files.deleteIfExists(folder.resolve("auto.cnf"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(Path distribution) {
    return List.of(
        distribution.resolve("bin/mysqld").toString(),
        "--no-defaults",
        "--basedir=" + distribution,
        "--lc-messages-dir=" + distribution.resolve("share"),
        // The default is a folder that only the server's package creates.
        "--secure-file-priv=NULL");
  }

  @Override
  public List<String> server() {
    List<String> command = new ArrayList<>(command(distribution));
    command.addAll(
        List.of(
            "--mysqlx=OFF",
            "--performance-schema=OFF",
            "--skip-log-bin",
            "--auto-generate-certs=OFF"));
    return command;
  }

  @Override
  public String lockDown() {
    return "DROP USER IF EXISTS root@localhost;\n";
  }
}
