package dev.millrace.cli.terminal;

import dev.millrace.cli.terminal.Terminal.Colours;
import dev.millrace.text.PrintableWriter;
import java.io.PrintWriter;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * The output of commands: only printable characters reach the terminal. In JSON the escapes mean
 * the same. Commands escape line feeds inside values themselves.
 */
public final class SafeOutput extends PrintWriter {

  /** System properties with the widths of the terminals, which the millrace script finds. */
  private static final String OUT_COLUMNS = "millrace.out.columns";

  private static final String ERR_COLUMNS = "millrace.columns";

  private final PrintWriter behind;
  private final Terminal terminal;

  private SafeOutput(PrintWriter behind, Terminal terminal) {
    super(new PrintableWriter(behind), true);
    this.behind = behind;
    this.terminal = terminal;
  }

  /**
   * Sets it for every command without subcommands; help is trusted and may be in colour.
   *
   * @param colours known when the arguments are parsed
   */
  public static IExecutionStrategy strategy(
      CommandLine main, Map<String, String> environment, Supplier<Colours> colours) {
    return parsed -> {
      if (colours.get() != Colours.AUTO) {
        main.setColorScheme(
            Help.defaultColorScheme(colours.get() == Colours.ALWAYS ? Ansi.ON : Ansi.OFF));
      }
      Integer help = CommandLine.executeHelpRequest(parsed);
      if (help != null) {
        return help;
      }
      if (innermost(parsed).commandSpec().subcommands().isEmpty()) {
        main.setOut(
            new SafeOutput(
                main.getOut(),
                Terminal.of(environment, colours.get(), System.getProperty(OUT_COLUMNS, ""))));
        main.setErr(
            new SafeOutput(
                main.getErr(),
                Terminal.of(environment, colours.get(), System.getProperty(ERR_COLUMNS, ""))));
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

  Terminal terminal() {
    return terminal;
  }

  /** Where the standard output of this process goes. */
  public static Terminal terminalOfOutput(Map<String, String> environment) {
    return Terminal.of(environment, Colours.AUTO, System.getProperty(OUT_COLUMNS, ""));
  }

  /** The terminal itself, for output that moves its cursor and contains no external text. */
  static PrintWriter terminal(PrintWriter out) {
    return out instanceof SafeOutput safe ? safe.behind : out;
  }
}
