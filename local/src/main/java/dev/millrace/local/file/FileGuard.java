package dev.millrace.local.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * An exclusive hold on a file among all JVMs and within this one; the system takes it back when the
 * holder dies.
 */
public final class FileGuard implements AutoCloseable {
  // POSIX drops all locks of a process on a file as soon as any channel to it is closed: a file
  // that this JVM holds must not even be opened a second time.
  private static final Set<Path> HELD = new HashSet<>();

  private final Path file;
  private final FileChannel channel;

  private FileGuard(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Empty when another holder has the file. Its folder must exist. */
  public static Optional<FileGuard> tryTake(Path file) {
    return take(file.toAbsolutePath().normalize(), false);
  }

  /**
   * Waits for another JVM; within this JVM the caller must ensure that there is no other holder.
   */
  public static FileGuard take(Path file) {
    return take(file.toAbsolutePath().normalize(), true)
        .orElseThrow(() -> new IllegalStateException(file + " is already held by this JVM"));
  }

  private static Optional<FileGuard> take(Path file, boolean wait) {
    synchronized (HELD) {
      if (!HELD.add(file)) {
        return Optional.empty();
      }
    }
    boolean taken = false;
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = wait ? channel.lock() : channel.tryLock();
      taken = lock != null;
      if (!taken) {
        channel.close();
        return Optional.empty();
      }
      return Optional.of(new FileGuard(file, channel));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot lock " + file, e);
    } finally {
      if (!taken) {
        release(file);
      }
    }
  }

  private static void release(Path file) {
    synchronized (HELD) {
      HELD.remove(file);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unlock " + file, e);
    } finally {
      release(file);
    }
  }
}
