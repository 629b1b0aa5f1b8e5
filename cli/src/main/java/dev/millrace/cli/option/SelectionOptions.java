package dev.millrace.cli.option;

import static picocli.CommandLine.Spec.Target.MIXEE;

import java.io.PrintWriter;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which dead letters or rejected documents a command is about, and how it prints them. */
public final class SelectionOptions {

  @Spec(MIXEE)
  private CommandSpec spec;

  @Option(
      names = {"--type", "--types"},
      paramLabel = "TYPE",
      defaultValue = "",
      description = "only of this document type")
  private String type;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "only with this in their reason, in any case of letters")
  private String reason;

  @Option(
      names = "--max",
      paramLabel = "N",
      defaultValue = "10000",
      description = "so many at most (default: ${DEFAULT-VALUE})")
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
   * How many at most.
   *
   * @throws ParameterException when that is none
   */
  public int max() {
    return atLeastOne("--max", max);
  }

  public boolean json() {
    return json;
  }

  /**
   * Refuses a number that makes no sense.
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

  /** Prints it as a person or a machine wants it. */
  public void print(Supplier<String> asJson, Supplier<String> asText) {
    out().print(json ? asJson.get() : asText.get());
    out().flush();
  }

  /** Says something beside what is printed. */
  public void warn(String text) {
    spec.commandLine().getErr().println("millrace: " + text);
  }

  /** Says that there may be more than were met. */
  public void warnIfLimited(boolean limited) {
    if (limited) {
      warn("as many as --max allows; there may be more");
    }
  }
}
