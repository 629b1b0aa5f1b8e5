package dev.millrace.cli.terminal;

import dev.millrace.text.PrintableWriter;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * The output of commands: only printable characters reach the terminal. In JSON the escapes mean
 * the same. Commands escape line feeds inside values themselves.
 */
public final class SafeOutput extends PrintWriter {

  private final PrintWriter behind;

  private SafeOutput(PrintWriter behind) {
    super(new PrintableWriter(behind), true);
    this.behind = behind;
  }

  /** Sets it for every command without subcommands; help is trusted and may be in colour. */
  public static IExecutionStrategy strategy(CommandLine main) {
    return parsed -> {
      Integer help = CommandLine.executeHelpRequest(parsed);
      if (help != null) {
        return help;
      }
      if (innermost(parsed).commandSpec().subcommands().isEmpty()) {
        main.setOut(new SafeOutput(main.getOut()));
        main.setErr(new SafeOutput(main.getErr()));
      }
      return new RunLast().execute(parsed);
    };
  }

  private static ParseResult innermost(ParseResult parsed) {
    ParseResult innermost = parsed;
    while (innermost.hasSubcommand()) {
      innermost = innermost.subcommand();
    }
    return innermost;
  }

  /** The terminal itself, for output that moves its cursor and contains no external text. */
  static PrintWriter terminal(PrintWriter out) {
    return out instanceof SafeOutput safe ? safe.behind : out;
  }
}
