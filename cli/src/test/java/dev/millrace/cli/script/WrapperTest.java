package dev.millrace.cli.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.http.LocalServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The wrapper that downloads Maven, with a server that sends something else. */
class WrapperTest {

  private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();

  @TempDir private Path folder;

  /** Without unzip it downloads another archive, which has another sum. */
  @ParameterizedTest
  @CsvSource({"true, -bin.zip", "false, -bin.tar.gz"})
  void another_archive_than_the_known_one_is_not_run(boolean unzip, String archive)
      throws Exception {
    List<String> asked = new ArrayList<>();
    try (LocalServer server = new LocalServer(0)) {
      server.serve(
          "/",
          call -> {
            asked.add(call.getRequestURI().getPath());
            call.sendResponseHeaders(200, 3);
            call.getResponseBody().write(new byte[3]);
            call.close();
          },
          List.of());
      server.start();
      ProcessBuilder builder =
          new ProcessBuilder(CHECKOUT.resolve("mvnw").toString(), "--version")
              .redirectErrorStream(true);
      builder
          .environment()
          .putAll(
              Map.of(
                  "MVNW_REPOURL", server.address(),
                  "MAVEN_USER_HOME", folder.resolve("maven").toString(),
                  "PATH", commands(unzip).toString(),
                  "no_proxy", "127.0.0.1"));

      Process process = builder.start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(process.waitFor()).isEqualTo(1);
      assertThat(said).contains("Failed to validate Maven distribution SHA-256");
      assertThat(asked).singleElement().asString().endsWith(archive);
    }
  }

  /** Links to all commands, with or without a stand-in for one. */
  private Path commands(boolean unzip) throws IOException {
    Path commands = Files.createDirectory(folder.resolve("commands"));
    for (String bin : List.of("/usr/bin", "/bin")) {
      try (Stream<Path> files = Files.list(Path.of(bin))) {
        for (Path file : (Iterable<Path>) files::iterator) {
          Path link = commands.resolve(file.getFileName().toString());
          if (!Files.exists(link) && !link.endsWith("unzip") && Files.exists(file)) {
            Files.createSymbolicLink(link, file);
          }
        }
      }
    }
    if (unzip) {
      Files.createSymbolicLink(commands.resolve("unzip"), Path.of("/bin/true"));
    }
    return commands;
  }
}
