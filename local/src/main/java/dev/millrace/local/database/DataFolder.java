package dev.millrace.local.database;

import dev.millrace.local.file.FileGuard;
import dev.millrace.local.file.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A folder with the data of one server, its log, and the lock of its user.
 *
 * <p>The data is complete or absent: it appears by a rename.
 */
public final class DataFolder implements AutoCloseable {
  /** A file for the addresses of the stack that uses the data; its content is not used here. */
  public static final String ADDRESSES = "up.env";

  private static final Set<String> OWN =
      Set.of("lock", "data", "data.partial", "server.log", "setup.sql", ADDRESSES, "lost+found");

  private final Path path;
  private final FileGuard guard;

  private DataFolder(Path path, FileGuard guard) {
    this.path = path;
    this.guard = guard;
  }

  /** Opens the folder, creates it if missing, and fills a new one from the template. */
  public static DataFolder open(Path folder, Path template) {
    Path path = Folders.create(folder.toAbsolutePath().normalize());
    refuseForeign(path);
    FileGuard guard =
        FileGuard.tryTake(path.resolve("lock"))
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "the data folder "
                            + path
                            + " is in use by another process; stop that one or choose another"
                            + " folder"));
    DataFolder opened = new DataFolder(path, guard);
    try {
      opened.fill(template);
      return opened;
    } catch (RuntimeException e) {
      guard.close();
      throw e;
    }
  }

  private static void refuseForeign(Path path) {
    for (Path entry : Folders.list(path)) {
      if (!OWN.contains(entry.getFileName().toString())) {
        throw new IllegalArgumentException(
            "the folder "
                + path
                + " holds something else ("
                + entry.getFileName()
                + "); choose an empty or new one for the database");
      }
    }
  }

  private void fill(Path template) {
    if (Files.exists(data())) {
      return;
    }
    Path partial = path.resolve("data.partial");
    Folders.delete(partial);
    Folders.copy(template, partial);
    Folders.rename(partial, data());
  }

  public Path path() {
    return path;
  }

  public Path data() {
    return path.resolve("data");
  }

  Path log() {
    return path.resolve("server.log");
  }

  /** The SQL for the next start; it contains a password, so only its owner may read it. */
  Path setup() {
    return path.resolve("setup.sql");
  }

  void writeSetup(String sql) {
    try {
      Files.deleteIfExists(setup());
      Files.createFile(
          setup(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(setup(), sql);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + setup(), e);
    }
  }

  void deleteSetup() {
    try {
      Files.deleteIfExists(setup());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + setup(), e);
    }
  }

  @Override
  public void close() {
    guard.close();
  }
}
