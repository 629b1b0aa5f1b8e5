package dev.millrace.infra.part;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.infra.EachVariant;
import dev.millrace.infra.NeedsNode;
import dev.millrace.infra.Synthesised;
import dev.millrace.infra.Tree;

/** The functions of {@code ./millrace --via}. */
@NeedsNode
class CommandsTest {

  @EachVariant
  void one_function_reads_and_one_changes(Synthesised stack) {
    Tree read = function(stack, "CommandsRead");
    Tree change = function(stack, "CommandsChange");

    assertThat(read.text("Handler")).isEqualTo("dev.millrace.cli.ReadFunction");
    assertThat(change.text("Handler")).isEqualTo("dev.millrace.cli.ChangeFunction");
    assertThat(login(stack, read)).startsWith("DatabaseReader");
    assertThat(login(stack, change)).startsWith("DatabaseWorker");
    assertThat(stack.outputs()).containsKeys("ReadFunction", "ChangeFunction");
  }

  /** A sweep by command publishes the end of a run, once, so it needs the bus. */
  @EachVariant
  void a_sweep_by_command_publishes_on_the_bus(Synthesised stack) {
    assertThat(
            stack.resolved(
                function(stack, "CommandsChange")
                    .raw("Environment", "Variables", "MILLRACE_EVENT_BUS")))
        .startsWith("Bus");
  }

  /** Who may call them is decided by the policies of people. */
  @EachVariant
  void nothing_in_the_stack_may_call_them(Synthesised stack) {
    assertThat(stack.properties("AWS::Lambda::Permission"))
        .noneMatch(permission -> permission.text("FunctionName").contains("Commands"));
    assertThat(stack.properties("AWS::IAM::Policy"))
        .flatExtracting(policy -> policy.list("PolicyDocument", "Statement"))
        .noneMatch(
            statement ->
                statement.toString().contains("lambda:InvokeFunction")
                    && statement.toString().contains("Commands"));
  }

  private static Tree function(Synthesised stack, String name) {
    return stack.resource("AWS::Lambda::Function", name).at("Properties");
  }

  private static String login(Synthesised stack, Tree function) {
    return stack.resolved(function.raw("Environment", "Variables", "MILLRACE_DB_SECRET"));
  }
}
