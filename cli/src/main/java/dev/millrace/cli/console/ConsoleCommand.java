package dev.millrace.cli.console;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.terminal.OrderlyStop;
import dev.millrace.console.Console;
import dev.millrace.console.ConsoleSettings;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Serves the console until interrupted. */
@Command(
    name = "console",
    description = {
      "Serves pages that show what the commands print.",
      "",
      "Status, problems, coverage, counts and runs in a browser, from the same records as the"
          + " commands; buttons do what commands do, after a dry run. Listens on this machine only,"
          + " unless --host is given: then it prints a token to log in with."
    },
    mixinStandardHelpOptions = true)
public final class ConsoleCommand implements Callable<Integer> {

  private static final int MOST_PORT = 65_535;

  private final Map<String, String> environment;

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

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  public ConsoleCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    if (port < 0 || port > MOST_PORT) {
      throw new ParameterException(
          spec.commandLine(), "--port must be from 0 to %d, but is %d".formatted(MOST_PORT, port));
    }
    return OrderlyStop.around(this::serve);
  }

  private int serve() throws InterruptedException {
    ConsoleSettings settings = ConsoleStart.settings(host, port, readOnly);
    try (Pipeline pipeline = Pipeline.open(environment);
        Console console = ConsoleStart.start(pipeline, environment, settings)) {
      print(console, settings);
      new CountDownLatch(1).await();
      return 0;
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
