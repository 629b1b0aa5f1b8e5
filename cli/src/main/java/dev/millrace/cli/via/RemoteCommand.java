package dev.millrace.cli.via;

import dev.millrace.aws.AwsApi;
import dev.millrace.aws.AwsApiException;
import dev.millrace.cli.option.OperatorOptions;
import dev.millrace.cli.terminal.FailureText;
import dev.millrace.cli.terminal.SafeOutput;
import dev.millrace.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.ParseResult;

/** Runs a command in a function of Lambda, and prints its output. */
public final class RemoteCommand {

  /** Longer than a function may run. */
  private static final Duration PATIENCE = Duration.ofMinutes(16);

  private final String function;
  private final AwsApi lambda;

  RemoteCommand(String function, AwsApi lambda) {
    this.function = function;
    this.lambda = lambda;
  }

  /**
   * In that function.
   *
   * @param variables for the address and the credentials of AWS
   */
  public static RemoteCommand of(Via via, Map<String, String> variables) {
    return new RemoteCommand(via.function(), new AwsApi("lambda", variables, PATIENCE));
  }

  /**
   * Runs commands elsewhere when a function is named, and otherwise here.
   *
   * @param variables for the address and the credentials of AWS
   * @param function known when the arguments are parsed
   * @param local whether the command runs here all the same
   * @param automatic whether the colours are not said either
   * @param here runs them in this process
   */
  public static IExecutionStrategy strategy(
      CommandLine main,
      Map<String, String> variables,
      AtomicReference<@Nullable Via> function,
      Predicate<ParseResult> local,
      BooleanSupplier automatic,
      IExecutionStrategy here) {
    return parsed -> {
      Via named = function.get();
      if (named == null || helpIsAsked(parsed) || local.test(parsed)) {
        return here.execute(parsed);
      }
      Terminal terminal = SafeOutput.terminalOfOutput(variables);
      List<String> words = new ArrayList<>(ViaOptions.without(parsed));
      if (terminal.colour() && automatic.getAsBoolean()) {
        words.add("--color=always");
      }
      if (named.changes()) {
        OperatorOptions.forCaller(parsed).ifPresent(words::add);
      }
      try {
        return of(named, variables)
            .run(
                new CommandCall(
                    words, terminal.limited() ? terminal.columns() : 0, named.changes()),
                main.getOut(),
                main.getErr());
      } catch (IllegalStateException e) {
        // Handlers of exceptions are for those of commands.
        FailureText.print(main.getErr(), words.contains("--json"), String.valueOf(e.getMessage()));
        return ExitCode.SOFTWARE;
      }
    };
  }

  private static boolean helpIsAsked(ParseResult parsed) {
    for (ParseResult each = parsed; each != null; each = each.subcommand()) {
      if (each.isUsageHelpRequested() || each.isVersionHelpRequested()) {
        return true;
      }
    }
    return false;
  }

  /** The exit status of the command. */
  private int run(CommandCall call, PrintWriter out, PrintWriter err) {
    CommandAnswer said = answer(call);
    out.print(said.out());
    out.flush();
    err.print(said.err());
    err.flush();
    return said.exit();
  }

  /**
   * Runs the command and returns what it printed.
   *
   * @throws IllegalStateException when the function cannot be called, or failed itself
   */
  public CommandAnswer answer(CommandCall call) {
    AwsApi.Answer answer;
    try {
      answer =
          lambda.post(
              "/2015-03-31/functions/%s/invocations"
                  .formatted(URLEncoder.encode(function, StandardCharsets.UTF_8)),
              Map.of(),
              call.json());
    } catch (AwsApiException e) {
      throw new IllegalStateException(
          "cannot call the function '%s': %s".formatted(function, e.getMessage()), e);
    }
    if (answer.function().isPresent()) {
      throw new IllegalStateException(
          "the function '%s' failed: %s"
              .formatted(function, answer.json().path("errorMessage").asText(answer.text())));
    }
    return CommandAnswer.of(answer.json());
  }
}
