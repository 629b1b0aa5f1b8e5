package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The type definitions of the checkout. */
public final class ShippedTypes {

  private ShippedTypes() {}

  public static Path folder() {
    return Path.of("..", "types");
  }

  /** A copy of them with another slice width, so that a test has few slices. */
  public static Path inSlicesOf(String width, Path parent) throws IOException {
    Path copies = Files.createDirectory(parent.resolve("types"));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder(), "*.yaml")) {
      for (Path file : files) {
        String definition = Files.readString(file);
        Files.writeString(
            copies.resolve(String.valueOf(file.getFileName())),
            definition.replaceAll("(?m)^slice_width: .*$", "slice_width: " + width));
      }
    }
    return copies;
  }
}
