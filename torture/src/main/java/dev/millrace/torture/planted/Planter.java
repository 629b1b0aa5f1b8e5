package dev.millrace.torture.planted;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Writes the changed classes of a planted fault to a folder that precedes the class path. */
public final class Planter {

  private Planter() {}

  /**
   * Writes them.
   *
   * @param option the name of the fault
   * @return the folder
   */
  public static Path plant(String option, Path folder) throws IOException {
    Map<Path, byte[]> files = new HashMap<>();
    for (Edit edit : Plant.of(option).edits()) {
      Path file = folder.resolve(edit.type().replace('.', '/') + ".class");
      byte[] before = files.get(file);
      files.put(file, before == null ? edit.changed() : edit.changed(before));
    }
    for (Map.Entry<Path, byte[]> file : files.entrySet()) {
      Files.createDirectories(Objects.requireNonNull(file.getKey().getParent()));
      Files.write(file.getKey(), file.getValue());
    }
    return folder;
  }
}
