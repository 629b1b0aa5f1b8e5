package dev.millrace.cli.language;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The phrases that are still in texts of the program, counted per place. Their number must not
 * grow; delete the file when it is zero. Places may be renamed, so the total decides, and places
 * above their own number are listed.
 */
public final class Baseline {

  private Baseline() {}

  /**
   * Checks the findings of the program against a file of lines {@code number place}.
   *
   * @param name of the file, a resource of this package; without the file nothing is tolerated
   */
  public static void check(String name, List<Finding> findings) {
    Map<String, Integer> tolerated = read(name);
    Map<String, List<Finding>> found =
        findings.stream().collect(groupingBy(Finding::place, TreeMap::new, toList()));
    int most = tolerated.values().stream().mapToInt(Integer::intValue).sum();
    List<Finding> above =
        found.entrySet().stream()
            .filter(each -> each.getValue().size() > tolerated.getOrDefault(each.getKey(), 0))
            .flatMap(each -> each.getValue().stream())
            .toList();

    assertThat(findings.size() <= most ? List.of() : above)
        .as("phrases that read as translated: %d, tolerated: %d", findings.size(), most)
        .isEmpty();
  }

  private static Map<String, Integer> read(String name) {
    try (InputStream file = Baseline.class.getResourceAsStream(name)) {
      Map<String, Integer> tolerated = new TreeMap<>();
      if (file != null) {
        for (String line : new String(file.readAllBytes(), UTF_8).lines().toList()) {
          String[] parts = line.split(" ", 2);
          tolerated.put(parts[1], Integer.parseInt(parts[0]));
        }
      }
      return tolerated;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
