package dev.millrace.cli.types;

import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.database.Database;
import dev.millrace.operator.type.AppliedType;
import dev.millrace.operator.type.AppliedTypeJson;
import dev.millrace.plan.KnownType;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints an applied type with what the ledger says about it. */
@Command(
    name = "show",
    description = {
      "Shows an applied type: its definition, its coverage by definition, and its lateness.",
      "",
      "The lateness is what rechecks brought at each age."
    },
    mixinStandardHelpOptions = true)
final class TypesShowCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "TYPE", description = "document type")
  private String type;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  TypesShowCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    try (Database database = Pipeline.database(environment)) {
      AppliedType applied =
          AppliedType.of(database, KnownType.named(type, new StoredTypes(database)));
      PrintWriter out = spec.commandLine().getOut();
      out.print(json ? AppliedTypeJson.of(applied) : TypeText.of(applied));
      out.flush();
      return 0;
    }
  }
}
