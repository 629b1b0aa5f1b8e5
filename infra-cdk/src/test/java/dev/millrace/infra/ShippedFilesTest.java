package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jars that images and functions are made of. */
class ShippedFilesTest {

  private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();

  @ParameterizedTest
  @ValueSource(
      strings = {"local", "queue", "shared", "operator", "producer", "worker", "console", "cli"})
  void no_file_contains_a_path_of_the_machine_that_built_it(String module) throws IOException {
    List<String> paths = List.of(CHECKOUT + "/", System.getProperty("user.home") + "/");
    try (ZipFile jar = new ZipFile(jar(module).toFile());
        Stream<? extends ZipEntry> entries = jar.stream()) {
      for (ZipEntry entry : (Iterable<ZipEntry>) entries.<ZipEntry>map(e -> e)::iterator) {
        try (InputStream file = jar.getInputStream(entry)) {
          String content = new String(file.readAllBytes(), StandardCharsets.ISO_8859_1);

          assertThat(paths).as("%s of %s", entry, module).noneMatch(content::contains);
        }
      }
    }
  }

  private static Path jar(String module) throws IOException {
    try (Stream<Path> files = Files.list(CHECKOUT.resolve(module).resolve("target"))) {
      return files.filter(file -> file.toString().endsWith(".jar")).findFirst().orElseThrow();
    }
  }
}
