package dev.millrace.cli.console;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.terminal.OrderlyStop;
import dev.millrace.cli.via.RemoteCommand;
import dev.millrace.cli.via.Via;
import dev.millrace.console.Console;
import dev.millrace.console.ConsoleSettings;
import dev.millrace.console.PageData;
import dev.millrace.console.RefusedException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Serves the console until interrupted. */
@Command(
    name = "console",
    description = {
      "Shows in a browser what the commands print.",
      "",
      "Status, problems, coverage, counts and runs. A button does what the command does, after"
          + " showing a dry run. Listens on this machine only; with --host, it listens there and"
          + " prints a login token."
    },
    mixinStandardHelpOptions = true)
public final class ConsoleCommand implements Callable<Integer> {

  /** Prints what a page shows, and ends. */
  public static final String VIEW = "--view";

  /** Does what a button of a page does, prints the answer, and ends. */
  public static final String CHANGE = "--change";

  private static final int MOST_PORT = 65_535;

  private final Map<String, String> environment;
  private final Supplier<@Nullable Via> via;

  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "" + ConsoleStart.PORT,
      description = "port to listen on; 0 for any free one (default: ${DEFAULT-VALUE})")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "address to listen on, such as 0.0.0.0; use TLS in front of it"
              + " (default: ${DEFAULT-VALUE})")
  private String host;

  @Option(names = "--read-only", description = "change nothing and show no buttons")
  private boolean readOnly;

  @Option(names = "--json", description = "print the address as one JSON object")
  private boolean json;

  @Option(
      names = VIEW,
      paramLabel = "PATH",
      description = "print what a page shows, such as /coverage?from=-2d, and end")
  private @Nullable String view;

  @Option(
      names = CHANGE,
      paramLabel = "PATH",
      description = "do what a button of a page does, print the answer, and end")
  private @Nullable String change;

  @Option(
      names = "--body",
      paramLabel = "JSON",
      defaultValue = "{}",
      description = "what the button sends (default: ${DEFAULT-VALUE})")
  private String body;

  /**
   * @param via the function that the options name, known when the command is called
   */
  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  public ConsoleCommand(Map<String, String> environment, Supplier<@Nullable Via> via) {
    this.environment = environment;
    this.via = via;
  }

  /** Whether the command line asks for the server, which runs on the machine of the browser. */
  public static boolean serves(ParseResult parsed) {
    ParseResult command = parsed.subcommand();
    return command != null
        && command.commandSpec().userObject() instanceof ConsoleCommand
        && !command.hasMatchedOption(VIEW)
        && !command.hasMatchedOption(CHANGE);
  }

  @Override
  public Integer call() throws Exception {
    if (port < 0 || port > MOST_PORT) {
      throw new ParameterException(
          spec.commandLine(), "--port must be from 0 to %d, but is %d".formatted(MOST_PORT, port));
    }
    String path = view == null ? change : view;
    if (path == null) {
      return OrderlyStop.around(this::serve);
    }
    if (view != null && change != null) {
      throw new ParameterException(
          spec.commandLine(), "%s and %s exclude each other".formatted(VIEW, CHANGE));
    }
    try (Pipeline pipeline = Pipeline.open(environment)) {
      return answer(ConsoleStart.data(pipeline, environment), path);
    }
  }

  private int answer(PageData data, String path) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try {
      out.print(change == null ? RemotePages.view(data, path) : data.change(path, body));
      return ExitCode.OK;
    } catch (RefusedException e) {
      out.println(RemotePages.refusal(e));
      return ExitCode.SOFTWARE;
    } finally {
      out.flush();
    }
  }

  private int serve() throws InterruptedException {
    Via function = via.get();
    if (function != null) {
      RemoteCommand remote = RemoteCommand.of(function, environment);
      return serve(
          new RemotePages(remote, function.changes(), System::nanoTime),
          readOnly || !function.changes());
    }
    try (Pipeline pipeline = Pipeline.open(environment)) {
      return serve(ConsoleStart.data(pipeline, environment), readOnly);
    }
  }

  private int serve(PageData data, boolean unchangeable) throws InterruptedException {
    ConsoleSettings settings = ConsoleStart.settings(host, port, unchangeable);
    try (Console console = Console.start(settings, data, System::nanoTime)) {
      print(console, settings);
      new CountDownLatch(1).await();
      return ExitCode.OK;
    }
  }

  private void print(Console console, ConsoleSettings settings) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ObjectNode node = new JsonMapper().createObjectNode().put("url", console.url());
      settings.token().ifPresent(token -> node.put("token", token));
      out.println(node);
    } else {
      out.println("console at " + console.url());
      settings.token().ifPresent(token -> out.println("log in with the token " + token));
    }
    out.flush();
    spec.commandLine().getErr().println("press Ctrl-C to stop");
    spec.commandLine().getErr().flush();
  }
}
