package dev.millrace.cli.option;

import static picocli.CommandLine.Spec.Target.MIXEE;

import dev.millrace.operation.Operator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Who changes something, and why; the same for all commands that change something. */
public final class OperatorOptions {

  private static final String AS = "--as";

  @Spec(MIXEE)
  private CommandSpec spec;

  @Option(
      names = AS,
      paramLabel = "NAME",
      description = "who does this (default: the user of this machine)")
  private @Nullable String name;

  @Option(names = "--because", paramLabel = "TEXT", description = "the reason, shown by operations")
  private @Nullable String because;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  public OperatorOptions() {}

  /**
   * The operator of the command.
   *
   * @throws ParameterException when the name or the reason cannot be kept
   */
  public Operator operator() {
    String reason = because == null || because.isBlank() ? null : because.strip();
    try {
      return name == null ? Operator.named(user(), reason) : new Operator(name.strip(), reason);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /** The option that names this user, for a command that runs elsewhere; empty if it has a name. */
  public static Optional<String> forCaller(ParseResult parsed) {
    ParseResult command = parsed;
    while (command.hasSubcommand()) {
      command = command.subcommand();
    }
    boolean unnamed = command.commandSpec().findOption(AS) != null && !command.hasMatchedOption(AS);
    return unnamed ? Optional.of(AS + "=" + Operator.named(user(), null).name()) : Optional.empty();
  }

  private static String user() {
    return System.getProperty("user.name", "");
  }
}
