package dev.millrace.cli;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.settings.Environment;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reads the definitions of the folder. */
@Command(
    name = "check",
    description =
        "Reads the definitions and names everything that is wrong with them, with its line.",
    mixinStandardHelpOptions = true)
final class TypesCheckCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  TypesCheckCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Collection<DocumentType> types = TypesCommand.read(new Environment(environment)).types();
    if (json) {
      out.println(TypesListCommand.object(types));
      return 0;
    }
    for (DocumentType type : types) {
      out.printf(
          "%-20s %s  table %s, %s%n",
          type.name(), type.version(), type.table(), TypesCommand.what(type));
    }
    return 0;
  }
}
