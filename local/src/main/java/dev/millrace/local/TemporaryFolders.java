package dev.millrace.local;

import java.nio.file.Path;
import java.util.UUID;

/** Folders that their JVM deletes, or, when that was killed, a later one. */
final class TemporaryFolders {
  private TemporaryFolders() {}

  /**
   * Opens a new data folder and sweeps those whose JVM is gone. Sweeping and opening exclude each
   * other, so that no folder is swept before it is locked.
   */
  static synchronized DataFolder open(Path cache, Path template) {
    try (FileGuard _ = FileGuard.take(cache.resolve("temporary.lock"))) {
      Path parent = Folders.create(cache.resolve("temporary"));
      Folders.list(parent).forEach(TemporaryFolders::sweep);
      return DataFolder.open(parent.resolve(UUID.randomUUID().toString()), template);
    }
  }

  private static void sweep(Path folder) {
    FileGuard.tryTake(folder.resolve("lock"))
        .ifPresent(
            guard -> {
              try (guard) {
                Folders.delete(folder);
              }
            });
  }
}
