package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.infra.part.WorkerKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What each role may do, line by line. A change of a line in {@code permissions-*.txt} changes
 * permissions, and is reviewed as such.
 */
@NeedsNode
class PermissionsTest {

  @EachVariant
  void each_role_has_only_the_documented_permissions(Synthesised stack, WorkerKind workers)
      throws IOException {
    String granted = String.join("\n", permissions(stack)) + "\n";

    assertThat(granted).isEqualTo(written(workers));
  }

  @EachVariant
  void no_program_has_wildcard_permissions(Synthesised stack) {
    assertThat(permissions(stack))
        .filteredOn(line -> line.startsWith("Producer") || line.startsWith("Workers"))
        .filteredOn(line -> !line.startsWith("WorkersTaskExecution"))
        .isNotEmpty()
        .noneMatch(line -> line.contains(":*"))
        .filteredOn(line -> line.endsWith(" on *"))
        .isEmpty();
  }

  @Test
  void the_table_of_event_codes_is_only_scanned() {
    Synthesised stack = Synthesised.of(Map.of("eventCodeTable", "codes"));

    assertThat(permissions(stack))
        .filteredOn(line -> line.contains("dynamodb:"))
        .singleElement()
        .asString()
        .startsWith("WorkersTaskTaskRole may dynamodb:Scan on ")
        .endsWith("table/codes");
  }

  /** The producer reads no external secrets; those of the stack use AWS's key. */
  @Test
  void only_readers_of_external_secrets_may_use_their_key() {
    String key = "arn:aws:kms:eu-central-1:111122223333:key/0a1b";
    Map<String, String> context = new HashMap<>(DatabaseTest.EXISTING);
    context.put("secretKey", key);
    Synthesised stack = Synthesised.of(context);

    assertThat(permissions(stack))
        .filteredOn(line -> line.contains("kms:"))
        .isEqualTo(
            Stream.of(
                    "SchemaTaskTaskRole",
                    "WorkersAggregateServiceRole",
                    "WorkersBackfillServiceRole",
                    "WorkersImportServiceRole")
                .map(role -> "%s may kms:Decrypt on %s under a condition".formatted(role, key))
                .toList());
    assertThat(stack.template().toString())
        .contains("kms:ViaService={Fn::Join=[, [secretsmanager., {Ref=AWS::Region}");
  }

  private static List<String> permissions(Synthesised stack) {
    TreeSet<String> lines = new TreeSet<>();
    for (Tree policy : stack.properties("AWS::IAM::Policy")) {
      String role =
          policy.list("Roles").stream()
              .map(each -> Synthesised.name(each.text("Ref")))
              .collect(Collectors.joining(", "));
      for (Tree statement : policy.list("PolicyDocument", "Statement")) {
        lines.add(
            "%s may %s on %s%s"
                .formatted(
                    role,
                    String.join(", ", texts(stack, statement.at("Action").value())),
                    String.join(", ", texts(stack, statement.at("Resource").value())),
                    statement.has("Condition") ? " under a condition" : ""));
      }
    }
    stack
        .resources("AWS::IAM::Role")
        .forEach(
            (id, role) -> {
              if (role.at("Properties").has("ManagedPolicyArns")) {
                role.list("Properties", "ManagedPolicyArns")
                    .forEach(
                        policy ->
                            lines.add(
                                Synthesised.name(id)
                                    + " has "
                                    + stack.resolved(policy.value()).replaceAll(".*/", "")));
              }
            });
    return List.copyOf(lines);
  }

  /** Without the hashes, which change with a template. */
  private static List<String> texts(Synthesised stack, Object oneOrMore) {
    List<?> all = oneOrMore instanceof List<?> list ? list : List.of(oneOrMore);
    return all.stream()
        .map(stack::resolved)
        .map(text -> text.replaceAll("([A-Za-z]+)[0-9A-F]{8}(?=[.:/]|$)", "$1"))
        .toList();
  }

  private static String written(WorkerKind workers) throws IOException {
    String name = "permissions-%s.txt".formatted(workers.name().toLowerCase(Locale.ROOT));
    try (InputStream file = PermissionsTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
