package dev.millrace.cli.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.cli.language.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The fields of each command's JSON, as {@code docs/json.md} describes them. */
public final class JsonPage {

  private static final Pattern SECTION = Pattern.compile("(?ms)^## (`.*?)\n(.*?)(?=^## |\\z)");
  private static final Pattern COMMAND = Pattern.compile("`([^`]+)`");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([^`]+)` \\| ([^|]+) \\| ([^|]*)\\| ([^|]+) \\|$");

  private JsonPage() {}

  /** The described fields, by command; commands that share a section have the same. */
  public static Map<String, List<JsonField>> commands() {
    Map<String, List<JsonField>> commands = new LinkedHashMap<>();
    Matcher section = SECTION.matcher(Tree.text(Tree.ROOT.resolve("docs/json.md")));
    while (section.find()) {
      List<JsonField> fields = new ArrayList<>();
      Matcher row = ROW.matcher(section.group(2));
      while (row.find()) {
        fields.add(JsonField.of(row.group(1), row.group(2).strip()));
      }
      COMMAND.matcher(section.group(1)).results().forEach(c -> commands.put(c.group(1), fields));
    }
    return commands;
  }

  /**
   * Fails unless the outputs have described fields only, and each described field is in one of
   * them.
   *
   * @param command as in the heading of its section
   * @param outputs one JSON object each
   */
  public static void assertDescribes(String command, String... outputs) {
    List<JsonField> fields = commands().getOrDefault(command, List.of());
    assertThat(fields).as("the section of %s", command).isNotEmpty();
    JsonFindings findings = new JsonFindings(fields);
    for (String output : outputs) {
      findings.compare(parse(output));
    }
    TreeSet<String> complaints = new TreeSet<>(findings.complaints());
    findings.unseen().forEach(path -> complaints.add(path + " is in no output"));
    assertThat(complaints).as("%s: %s", command, String.join("\n", outputs)).isEmpty();
  }

  private static JsonNode parse(String output) {
    try {
      return new JsonMapper().readTree(output);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + output, e);
    }
  }
}
