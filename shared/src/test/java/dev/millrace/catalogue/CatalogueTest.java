package dev.millrace.catalogue;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.catalogue.definition.DefinitionFolder;
import dev.millrace.catalogue.definition.DefinitionParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class CatalogueTest {

  @TempDir private Path folder;

  @Test
  void types_are_found_by_their_exact_name_and_listed_in_order() {
    Catalogue catalogue = Catalogue.of(List.of(type("B", "b"), type("A", "a")));

    assertThat(catalogue.find("A")).map(CountedType::table).hasValue("a");
    assertThat(catalogue.find("a")).isEmpty();
    assertThat(catalogue.types()).extracting(CountedType::name).containsExactly("A", "B");
  }

  @Test
  void two_types_with_one_name_are_refused() {
    assertThatThrownBy(() -> Catalogue.of(List.of(type("A", "x"), type("a", "y"))))
        .isInstanceOf(InvalidDefinitionException.class)
        .hasMessage("a, line 1: type 'a' is already defined by A; choose another name");
  }

  @Test
  void a_folder_is_read_and_other_files_are_skipped() throws IOException {
    write("A.yaml", "type: A\ncolumns: { a: { from: /a } }");
    write("type.schema.json", "{}");

    assertThat(DefinitionFolder.read(folder).catalogue().types())
        .extracting(CountedType::name)
        .containsExactly("A");
  }

  @Test
  void problems_of_all_files_of_a_folder_are_reported_at_once() throws IOException {
    write("A.yaml", "type: A\ncolumns: { a: { from: /a } }");
    write("B.yaml", "type: B\n");
    write("C.yaml", "type: a\ncolumns: { a: { from: /a } }");
    write("D.yml", "type: D\ncolumns: { a: { from: /a } }");

    assertThatThrownBy(() -> DefinitionFolder.read(folder).catalogue())
        .isInstanceOfSatisfying(
            InvalidDefinitionException.class,
            e -> assertThat(e.problems()).extracting("file").contains("B.yaml", "C.yaml", "D.yml"));
  }

  @Test
  void invalid_utf_8_is_reported_with_its_line_among_other_problems() throws IOException {
    Files.write(
        folder.resolve("A.yaml"),
        "type: A\n# på norsk\ncolumns: { a: { from: /a } }".getBytes(ISO_8859_1));
    write("B.yaml", "type: B\n");

    assertThatThrownBy(() -> DefinitionFolder.read(folder).catalogue())
        .isInstanceOf(InvalidDefinitionException.class)
        .hasMessageContaining("A.yaml, line 2: invalid UTF-8; save the file as UTF-8")
        .hasMessageContaining("B.yaml, line 1:");
  }

  @Test
  void files_of_editors_and_systems_and_folders_are_skipped_and_hide_no_problem()
      throws IOException {
    write("A.yaml", "type: A\ncolumns: { a: { from: /a } }");
    for (String left : List.of("._A.yaml", "A.yaml~", ".DS_Store", ".A.yaml.swp", "A.yaml.orig")) {
      Files.write(folder.resolve(left), new byte[] {0, 5, 22, 7, (byte) 0xff});
    }
    Files.createSymbolicLink(folder.resolve(".#A.yaml"), Path.of("me@machine.4711:1717156800"));
    Files.createDirectory(folder.resolve("x.yaml"));

    assertThat(DefinitionFolder.read(folder).catalogue().types())
        .extracting(CountedType::name)
        .containsExactly("A");
    assertThat(DefinitionFolder.read(folder).skipped()).hasSize(7);

    write("B.yaml", "type: B\n");
    assertThatThrownBy(() -> DefinitionFolder.read(folder).catalogue())
        .isInstanceOf(InvalidDefinitionException.class)
        .hasMessageStartingWith("B.yaml, line 1:")
        .hasMessageNotContaining("A.yaml");
  }

  @Test
  void a_file_with_a_byte_order_mark_and_line_ends_of_windows_is_read() throws IOException {
    write("A.yaml", "\ufefftype: A\r\ncolumns: { a: { from: /a } }\r\n");

    assertThat(DefinitionFolder.read(folder).catalogue().types()).hasSize(1);
  }

  @Test
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void a_pipe_is_skipped_and_not_waited_for() throws Exception {
    write("A.yaml", "type: A\ncolumns: { a: { from: /a } }");
    Path pipe = folder.resolve("p.yaml");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    DefinitionFolder read = DefinitionFolder.read(folder);

    assertThat(read.catalogue().types()).hasSize(1);
    assertThat(read.skipped()).containsExactly(pipe);
  }

  @Test
  void an_unreadable_file_is_reported_among_other_problems() throws IOException {
    Files.createSymbolicLink(folder.resolve("A.yaml"), Path.of("nowhere"));
    write("B.yaml", "type: B\n");
    write("C.YAML", "type: C\ncolumns: { a: { from: /a } }");

    assertThatThrownBy(() -> DefinitionFolder.read(folder).catalogue())
        .isInstanceOf(InvalidDefinitionException.class)
        .hasMessageContaining("A.yaml: the file cannot be read: it is a link to a file that does")
        .hasMessageContaining("B.yaml, line 1:")
        .hasMessageContaining(
            "C.YAML: a definition's file name must end in .yaml; rename the file");
  }

  @Test
  void a_folder_that_is_missing_is_named() {
    Path missing = folder.resolve("missing");

    assertThatThrownBy(() -> DefinitionFolder.read(missing).catalogue())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(missing.toString());
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private static DocumentType type(String name, String table) {
    return DefinitionParser.parse(
        "type: %s\ntable: %s\ncolumns: { a: { from: /a } }".formatted(name, table), name);
  }
}
