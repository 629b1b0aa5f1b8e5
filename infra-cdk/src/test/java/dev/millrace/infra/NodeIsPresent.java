package dev.millrace.infra;

import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Logs once why tests were skipped, since Surefire does not print the reason. */
final class NodeIsPresent implements ExecutionCondition {
  /** The command that the binding starts. */
  private static final String NODE = Objects.requireNonNullElse(System.getenv("JSII_NODE"), "node");

  private static final ConditionEvaluationResult RESULT = startNode();

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return RESULT;
  }

  private static ConditionEvaluationResult startNode() {
    try {
      new ProcessBuilder(NODE, "--version")
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
      return ConditionEvaluationResult.enabled(NODE + " starts");
    } catch (IOException e) {
      var reason = "SKIPPED: the CDK tests need Node, and '" + NODE + "' does not start here";
      System.out.println(reason);
      return ConditionEvaluationResult.disabled(reason);
    }
  }
}
