package dev.millrace.cli.types;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalogue.CountOnlyType;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.terminal.Fit;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the types in the folder and, with a database, their stored state. */
@Command(
    name = "list",
    description = "Lists the types in the folder and, with database settings, their stored state.",
    mixinStandardHelpOptions = true)
final class TypesListCommand implements Callable<Integer> {

  private static final JsonMapper JSON = new JsonMapper();

  /** Of a version; JSON has all 16 digits. */
  private static final int SHOWN_DIGITS = 8;

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  TypesListCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    Environment settings = new Environment(environment);
    SortedMap<String, CountedType> defined = new TreeMap<>();
    TypesCommand.read(settings).types().forEach(type -> defined.put(type.name(), type));
    boolean asked = !environment.getOrDefault(Setting.DB_URL.variable(), "").isBlank();
    SortedMap<String, CountedType> stored = asked ? stored(settings) : new TreeMap<>();
    SortedMap<String, CountedType> all = new TreeMap<>(stored);
    all.putAll(defined);
    ObjectNode object = JSON.createObjectNode();
    object.putArray("types");
    PrintWriter out = spec.commandLine().getOut();
    int width = all.keySet().stream().mapToInt(String::length).reduce(4, Math::max);
    for (CountedType type : all.values()) {
      String state = asked ? state(type, defined, stored) : "";
      if (json) {
        object.withArray("types").add(object(type, state));
      } else {
        String line =
            String.format(
                Locale.ROOT,
                "%-" + width + "s  %s  %s%s%s%n",
                type.name(),
                type.version().substring(0, SHOWN_DIGITS),
                asked ? String.format(Locale.ROOT, "%-11s  ", state) : "",
                TypesCommand.what(type),
                type.table().equals(type.name()) ? "" : ", table " + type.table());
        Fit.print(out, line);
      }
    }
    if (json) {
      out.println(object);
    }
    out.flush();
    return 0;
  }

  private static SortedMap<String, CountedType> stored(Environment settings) {
    DatabaseSettings login = DatabaseSettings.from(settings, 1);
    settings.check();
    SortedMap<String, CountedType> stored = new TreeMap<>();
    try (Database database = Pipeline.database(login)) {
      new StoredTypes(database).load().types().forEach(type -> stored.put(type.name(), type));
    }
    return stored;
  }

  private static String state(
      CountedType type, Map<String, CountedType> defined, Map<String, CountedType> stored) {
    CountedType before = stored.get(type.name());
    if (before == null) {
      return "new";
    }
    if (!defined.containsKey(type.name())) {
      return "only stored";
    }
    return before.yaml().equals(type.yaml()) ? "applied" : "changed";
  }

  /** Types without a stored state. */
  static ObjectNode object(Collection<CountedType> types) {
    ObjectNode object = JSON.createObjectNode();
    ArrayNode list = object.putArray("types");
    types.forEach(type -> list.add(object(type, "")));
    return object;
  }

  private static ObjectNode object(CountedType type, String state) {
    ObjectNode object =
        JSON.createObjectNode()
            .put("type", type.name())
            .put("version", type.version())
            .put("table", type.table())
            .put("columns", type.imported().map(it -> it.mapping().columns().size()).orElse(0))
            .put("enabled", type.enabled())
            .put("count_only", type instanceof CountOnlyType);
    return object.put("state", state.isEmpty() ? null : state);
  }
}
