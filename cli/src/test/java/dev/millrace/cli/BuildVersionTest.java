package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.language.Tree;
import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The version option prints the version in the pom. */
class BuildVersionTest {

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V", "status --version", "dlq drop --version"})
  void version_is_that_of_the_pom(String arguments) {
    Execution run = Execution.of(Map.of(), arguments.split(" ", -1));

    assertThat(run.status()).isZero();
    assertThat(run.out()).isEqualTo("millrace " + pomVersion() + "\n");
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "version=", "version=${project.version}"})
  void classes_without_a_version_say_so(String text) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(text));

    assertThat(BuildVersion.text(properties)).contains("built without a version");
  }

  private static String pomVersion() {
    return Pattern.compile("<artifactId>millrace</artifactId>\\s*<version>(.+?)</version>")
        .matcher(Tree.text(Tree.ROOT.resolve("pom.xml")))
        .results()
        .map(found -> found.group(1))
        .findFirst()
        .orElseThrow();
  }
}
