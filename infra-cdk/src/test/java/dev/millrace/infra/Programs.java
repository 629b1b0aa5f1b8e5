package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds all programs that run Millrace's code. */
public final class Programs {

  /** A schedule's function runs once at a time, or twice after a slow run. */
  private static final int PRODUCERS = 5;

  private Programs() {}

  public static List<Program> of(Synthesised stack) {
    List<Program> programs = new ArrayList<>();
    stack
        .resources("AWS::Lambda::Function")
        .forEach(
            (id, function) -> {
              if (function.text("Properties", "Runtime").startsWith("java")) {
                programs.add(function(stack, Synthesised.name(id), function.at("Properties")));
              }
            });
    for (Tree task : stack.properties("AWS::ECS::TaskDefinition")) {
      for (Tree container : task.list("ContainerDefinitions")) {
        programs.add(
            new Program(
                container.text("Name"),
                "",
                variables(stack, container),
                container.text("Name").equals("schema") ? 1 : tasks(stack)));
      }
    }
    return programs;
  }

  /** The only one of that name. */
  public static Program named(String name, Synthesised stack) {
    List<Program> found =
        of(stack).stream().filter(program -> program.name().equals(name)).toList();
    assertThat(found).as("programs called %s", name).hasSize(1);
    return found.getFirst();
  }

  private static Program function(Synthesised stack, String name, Tree function) {
    Map<String, String> variables = new LinkedHashMap<>();
    if (function.has("Environment")) {
      function
          .at("Environment", "Variables")
          .fields()
          .forEach((variable, value) -> variables.put(variable, stack.resolved(value.value())));
    }
    return new Program(name, function.text("Handler"), variables, functions(stack, name));
  }

  private static Map<String, String> variables(Synthesised stack, Tree container) {
    Map<String, String> variables = new LinkedHashMap<>();
    container
        .list("Environment")
        .forEach(
            variable ->
                variables.put(variable.text("Name"), stack.resolved(variable.at("Value").value())));
    return variables;
  }

  private static int functions(Synthesised stack, String name) {
    return stack.properties("AWS::Lambda::EventSourceMapping").stream()
        .filter(mapping -> mapping.text("FunctionName").contains(name))
        .map(mapping -> mapping.number("ScalingConfig", "MaximumConcurrency"))
        .findAny()
        .orElse(name.startsWith("Schema") ? 1 : PRODUCERS);
  }

  private static int tasks(Synthesised stack) {
    return stack
        .properties("AWS::ApplicationAutoScaling::ScalableTarget")
        .getFirst()
        .number("MaxCapacity");
  }
}
