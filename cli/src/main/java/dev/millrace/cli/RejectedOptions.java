package dev.millrace.cli;

import static picocli.CommandLine.Spec.Target.MIXEE;

import dev.millrace.rejected.Selected;
import java.io.PrintWriter;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which rejected documents a command is about; the same for all of them. */
final class RejectedOptions {

  @Spec(MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--type",
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

  @Option(names = "--id", paramLabel = "ID", defaultValue = "", description = "only this document")
  private String id;

  @Option(
      names = "--max",
      paramLabel = "N",
      defaultValue = "10000",
      description = "so many at most (default: ${DEFAULT-VALUE})")
  private int max;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  Selected selected() {
    return new Selected(type, reason, id);
  }

  /**
   * How many at most.
   *
   * @throws ParameterException when that is none
   */
  int max() {
    if (max < 1) {
      throw new ParameterException(
          spec.commandLine(), "--max must be 1 or more, but is %d".formatted(max));
    }
    return max;
  }

  boolean json() {
    return json;
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Prints it as a person or a machine wants it. */
  void print(Supplier<String> asJson, Supplier<String> asText) {
    out().print(json ? asJson.get() : asText.get());
    out().flush();
  }

  /** Says that there may be more than were met. */
  void warnIfLimited(long met) {
    if (met >= max) {
      spec.commandLine().getErr().println("millrace: as many as --max allows; there may be more");
    }
  }
}
