package dev.millrace.cli.terminal;

import dev.millrace.text.PrintableWriter;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * What commands write on: whatever they print, nothing reaches a terminal but characters that it
 * shows. In JSON the escapes mean the same. A line feed inside a value is the command's to escape.
 */
public final class SafeOutput extends PrintWriter {

  private final PrintWriter behind;

  private SafeOutput(PrintWriter behind) {
    super(new PrintableWriter(behind), true);
    this.behind = behind;
  }

  /** Gives it to every command that does something; help is ours and may be in colour. */
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

  /** The terminal itself, for what moves its cursor and prints nothing from outside. */
  static PrintWriter terminal(PrintWriter out) {
    return out instanceof SafeOutput safe ? safe.behind : out;
  }
}
