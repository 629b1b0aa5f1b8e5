package dev.millrace.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.local.database.DataFolder;
import dev.millrace.local.file.Folders;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the addresses of a running local stack. */
@Command(
    name = "env",
    description = {
      "Prints the addresses of a stack that ./millrace up runs.",
      "",
      "For this shell: eval \"$(./millrace env)\""
    },
    mixinStandardHelpOptions = true)
public final class EnvCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "its database folder (default: the stack that was started last)")
  private @Nullable Path data;

  @Option(names = "--json", description = "print the addresses as one JSON object")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  public EnvCommand() {}

  @Override
  public Integer call() {
    Path file = file(data);
    Map<String, String> variables = Addresses.read(file).variables();
    String start = "./millrace up" + (data == null ? "" : " --data " + data);
    if (variables.isEmpty()) {
      throw new IllegalStateException(
          "no stack has left its addresses in %s; start one with %s".formatted(file, start));
    }
    Addresses addresses = new Addresses(variables);
    if (!addresses.answer()) {
      throw new IllegalStateException(
          "the stack of %s does not answer; start it with %s".formatted(file, start));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? new JsonMapper().<JsonNode>valueToTree(variables) + "\n" : addresses.export());
    out.flush();
    return 0;
  }

  /** The file of the stack over a folder, or of the last stack of this user. */
  static Path file(@Nullable Path data) {
    return (data == null ? Folders.cache() : data).resolve(DataFolder.ADDRESSES);
  }
}
