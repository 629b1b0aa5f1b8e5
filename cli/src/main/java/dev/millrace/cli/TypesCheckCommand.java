package dev.millrace.cli;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.settings.Environment;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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

  TypesCheckCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    for (DocumentType type : TypesCommand.read(new Environment(environment)).types()) {
      out.printf(
          "%-20s %s  table %s, %s%n",
          type.name(), type.version(), type.table(), TypesCommand.what(type));
    }
    return 0;
  }
}
