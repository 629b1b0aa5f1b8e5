package dev.millrace.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The libraries of this build against {@code .ci/advisories.txt}. */
class AdvisoriesTest {

  private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[^/]*)\\.jar");

  private record Advisory(String artifact, String fixed, String name) {

    static Advisory parse(String line) {
      String[] fields = line.split("\\s+", -1);
      return new Advisory(fields[0], fields[1], fields[2]);
    }

    boolean names(String jar) {
      Matcher parts = JAR.matcher(jar);
      return parts.matches() && parts.group(1).equals(artifact);
    }

    boolean concerns(String jar) {
      Matcher parts = JAR.matcher(jar);
      return parts.matches()
          && parts.group(1).equals(artifact)
          && Arrays.compare(numbers(parts.group(2)), numbers(fixed)) < 0;
    }

    private static int[] numbers(String version) {
      return Arrays.stream(version.split("[^0-9]+", -1))
          .filter(part -> !part.isEmpty())
          .mapToInt(Integer::parseInt)
          .toArray();
    }
  }

  @Test
  void no_library_has_a_known_advisory() throws IOException {
    List<String> found = new ArrayList<>();
    for (Advisory advisory : advisories()) {
      jars().filter(advisory::concerns).forEach(jar -> found.add(jar + ": " + advisory.name()));
    }

    assertThat(found).isEmpty();
  }

  @Test
  void versions_are_compared_by_their_numbers() {
    Advisory advisory = new Advisory("logback-core", "1.5.36", "an advisory");

    assertThat(List.of("logback-core-1.5.4.jar", "logback-core-1.5.35.jar", "logback-core-0.9.jar"))
        .allMatch(advisory::concerns);
    assertThat(List.of("logback-core-1.5.36.jar", "logback-core-1.10.jar", "logback-access-1.jar"))
        .noneMatch(advisory::concerns);
  }

  /** A misspelt artifact would never be found, and one that has left the build has no use. */
  @Test
  void the_list_names_libraries_of_this_build() throws IOException {
    assertThat(unknown(advisories()))
        .as("artifacts that are misspelt, or no longer in the build")
        .isEmpty();
    assertThat(unknown(List.of(new Advisory("logback-clasic", "1.5.36", "an advisory"))))
        .containsExactly("logback-clasic");
  }

  private static List<String> unknown(List<Advisory> advisories) {
    return advisories.stream()
        .filter(advisory -> jars().noneMatch(advisory::names))
        .map(Advisory::artifact)
        .toList();
  }

  private static Stream<String> jars() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(path -> Path.of(path).getFileName().toString());
  }

  private static List<Advisory> advisories() throws IOException {
    return Files.readAllLines(Path.of("../.ci/advisories.txt")).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(Advisory::parse)
        .toList();
  }
}
