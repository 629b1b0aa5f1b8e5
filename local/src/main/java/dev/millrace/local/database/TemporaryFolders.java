package dev.millrace.local.database;

import dev.millrace.local.file.FileGuard;
import dev.millrace.local.file.Folders;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Data folders that their JVM deletes, or, when that was killed, a later one.
 *
 * <p>Opening, sweeping and deleting exclude each other among all JVMs: otherwise a folder could be
 * swept before it is locked, or while its owner deletes it.
 */
public final class TemporaryFolders {
  private final Path cache;

  public TemporaryFolders(Path cache) {
    this.cache = cache;
  }

  /** Opens a new folder, and sweeps those whose JVM is gone. */
  public DataFolder open(Path template) {
    synchronized (TemporaryFolders.class) {
      try (FileGuard _ = exclusive()) {
        Path parent = Folders.create(cache.resolve("temporary"));
        Folders.list(parent).forEach(TemporaryFolders::sweep);
        return DataFolder.open(parent.resolve(UUID.randomUUID().toString()), template);
      }
    }
  }

  private static void sweep(Path folder) {
    FileGuard.tryTake(folder.resolve("lock"))
        .ifPresent(
            guard -> {
              try (guard) {
                Folders.deleteOrLeave(folder);
              }
            });
  }

  /** Deletes a folder that was opened here; may be called twice. */
  public void delete(DataFolder folder) {
    synchronized (TemporaryFolders.class) {
      try (FileGuard _ = exclusive()) {
        Folders.delete(folder.path());
        folder.close();
      }
    }
  }

  private FileGuard exclusive() {
    return FileGuard.take(cache.resolve("temporary.lock"));
  }
}
