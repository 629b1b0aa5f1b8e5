package dev.millrace.cli.types;

import static java.util.Locale.ROOT;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.CountedType;
import dev.millrace.schema.SchemaPlan.Change;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** The changes of {@code types apply} as text: the plan prints them before, apply afterwards. */
final class ChangeText {

  private ChangeText() {}

  /** The types whose definitions differ from the stored ones. */
  static List<CountedType> changed(Catalogue catalogue, Map<String, String> stored) {
    return catalogue.types().stream()
        .filter(type -> !type.version().equals(stored.get(type.name())))
        .toList();
  }

  /**
   * @param migrations such as V1
   * @param stored the version of each stored type, by its name
   */
  static void print(
      PrintWriter out,
      List<String> migrations,
      List<Change> changes,
      List<CountedType> changed,
      Map<String, String> stored) {
    if (!migrations.isEmpty()) {
      out.printf(
          ROOT,
          "-- control tables: %s%n",
          migrations.size() == 1
              ? "migration " + migrations.getFirst()
              : "migrations %s to %s".formatted(migrations.getFirst(), migrations.getLast()));
    }
    for (Change change : changes) {
      if (!change.note().isEmpty()) {
        out.println("-- " + change.note() + ":");
      }
      out.println(change.statement() + ";");
    }
    for (CountedType type : changed) {
      String before = stored.get(type.name());
      out.printf(
          ROOT,
          "-- %s: %s%n",
          type.name(),
          before == null
              ? "new, version " + type.version()
              : "version %s becomes %s".formatted(before, type.version()));
    }
  }
}
