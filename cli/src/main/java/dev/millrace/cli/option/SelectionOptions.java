package dev.millrace.cli.option;

import static picocli.CommandLine.Spec.Target.MIXEE;

import dev.millrace.cli.terminal.Fit;
import dev.millrace.operation.Operations;
import java.io.PrintWriter;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Selects dead letters or rejected documents, and the format in which a command prints them. */
public final class SelectionOptions {

  @Spec(MIXEE)
  private CommandSpec spec;

  @Option(
      names = {"--type", "--types"},
      paramLabel = "TYPE",
      defaultValue = "",
      description = "only those of this document type")
  private String type;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "only those whose reason contains TEXT (case-insensitive)")
  private String reason;

  @Option(
      names = "--max",
      paramLabel = "N",
      defaultValue = "10000",
      description = "maximum number to process (default: ${DEFAULT-VALUE})")
  private int max;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  public String type() {
    return type;
  }

  public String reason() {
    return reason;
  }

  /**
   * The maximum number to process.
   *
   * @throws ParameterException when it is less than 1
   */
  public int max() {
    return atLeastOne("--max", max);
  }

  /**
   * What it selects, in words.
   *
   * @param name of what other options select
   * @param value of it; empty without one
   */
  public String text(String name, String value) {
    return Operations.selected(name, value, "type", type, "reason", reason);
  }

  public boolean json() {
    return json;
  }

  /**
   * Refuses a number less than 1.
   *
   * @throws ParameterException naming the option
   */
  public int atLeastOne(String option, int number) {
    if (number < 1) {
      throw new ParameterException(
          spec.commandLine(), "%s must be 1 or more, but is %d".formatted(option, number));
    }
    return number;
  }

  public PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Prints the result as JSON or as text. */
  public void print(Supplier<String> asJson, Supplier<String> asText) {
    if (json) {
      out().print(asJson.get());
      out().flush();
    } else {
      Fit.print(out(), asText.get());
    }
  }

  /** Prints a warning on standard error. */
  public void warn(String text) {
    Fit.print(spec.commandLine().getErr(), "millrace: " + text + "\n");
  }

  /** Warns that there may be more, if the limit was reached. */
  public void warnIfLimited(boolean limited) {
    if (limited) {
      warn("stopped after --max; there may be more");
    }
  }
}
