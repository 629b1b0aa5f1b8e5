package dev.millrace.local.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whole folders: locating the cache, copying, deleting, listing. */
public final class Folders {
  private static final Logger LOG = LoggerFactory.getLogger(Folders.class);

  private Folders() {}

  /** {@code $MILLRACE_CACHE}, else {@code $XDG_CACHE_HOME/millrace}, else in the user's home. */
  public static Path cache() {
    return create(
        cache(
            System.getenv("MILLRACE_CACHE"),
            System.getenv("XDG_CACHE_HOME"),
            System.getProperty("user.home", ".")));
  }

  public static Path cache(@Nullable String own, @Nullable String xdg, String home) {
    if (own != null && !own.isBlank()) {
      return Path.of(own).toAbsolutePath();
    }
    // The XDG rules ignore relative paths.
    if (xdg != null && Path.of(xdg).isAbsolute()) {
      return Path.of(xdg, "millrace");
    }
    return Path.of(home, ".cache", "millrace").toAbsolutePath();
  }

  public static Path create(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create the folder " + folder, e);
    }
  }

  /** The entries of the folder; none if it does not exist. */
  public static List<Path> list(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the folder " + folder, e);
    }
  }

  public static void copy(Path from, Path to) {
    try (Stream<Path> entries = Files.walk(from)) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        Files.copy(entry, to.resolve(from.relativize(entry)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot copy " + from + " to " + to, e);
    }
  }

  /** Moves a finished folder atomically to its name, on the same file system. */
  public static void rename(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot rename " + from + " to " + to, e);
    }
  }

  /** Deletes the folder and its contents; does nothing if it does not exist. */
  public static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try {
      Files.walkFileTree(folder, new Deletion());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + folder, e);
    }
  }

  /** The same for leftovers: a folder that is still written to is left for a later attempt. */
  public static void deleteOrLeave(Path folder) {
    try {
      delete(folder);
    } catch (UncheckedIOException e) {
      LOG.debug("could not delete {}; leaving it", folder, e);
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
