package dev.millrace.local.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFoldersTest {
  @TempDir Path cache;
  @TempDir Path template;

  @BeforeEach
  void fill() throws Exception {
    Files.createDirectory(template.resolve("mysql"));
    Files.writeString(template.resolve("mysql/user"), "x");
  }

  @Test
  void a_new_folder_holds_a_copy_of_the_template() {
    DataFolder folder = new TemporaryFolders(cache).open(template);

    assertThat(folder.data().resolve("mysql/user")).hasContent("x");
    folder.close();
  }

  @Test
  void folders_of_killed_jvms_are_swept_and_used_ones_stay() throws Exception {
    TemporaryFolders folders = new TemporaryFolders(cache);
    DataFolder inUse = folders.open(template);
    DataFolder left = folders.open(template);
    Path halfDeleted = Files.createDirectory(inUse.path().resolveSibling("half"));
    left.close();

    DataFolder next = folders.open(template);

    assertThat(left.path()).doesNotExist();
    assertThat(halfDeleted).doesNotExist();
    assertThat(inUse.data()).isDirectory();
    assertThat(next.data()).isDirectory();
    inUse.close();
    next.close();
  }

  @Test
  void deleting_twice_is_deleting_once() {
    TemporaryFolders folders = new TemporaryFolders(cache);
    DataFolder folder = folders.open(template);

    folders.delete(folder);
    folders.delete(folder);

    assertThat(folder.path()).doesNotExist();
  }
}
