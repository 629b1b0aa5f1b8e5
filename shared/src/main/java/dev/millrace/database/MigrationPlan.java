package dev.millrace.database;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pending migrations of a schema.
 *
 * @param pending such as V1, in order
 * @param refusal why they would not be applied; empty when they would
 * @param keys the primary keys of the tables that they create unless these exist, by the name of
 *     the table in lower case
 */
public record MigrationPlan(
    List<String> pending, Optional<String> refusal, Map<String, String> keys) {

  /** The plan of a schema to which all migrations are applied. */
  public static final MigrationPlan DONE = new MigrationPlan(List.of(), Optional.empty(), Map.of());

  private static final Pattern OPTIONAL_TABLE =
      Pattern.compile(
          "CREATE TABLE IF NOT EXISTS (\\w+).*PRIMARY KEY \\((\\w+)\\).*", Pattern.DOTALL);

  public MigrationPlan {
    pending = List.copyOf(pending);
    keys = Map.copyOf(keys);
  }

  static MigrationPlan of(List<Migration> pending, Optional<String> refusal) {
    Map<String, String> keys = new TreeMap<>();
    for (Migration migration : pending) {
      for (String statement : migration.statements()) {
        Matcher table = OPTIONAL_TABLE.matcher(statement);
        if (table.matches()) {
          keys.put(table.group(1).toLowerCase(Locale.ROOT), table.group(2));
        }
      }
    }
    return new MigrationPlan(pending.stream().map(Migration::toString).toList(), refusal, keys);
  }

  /** The primary key of a table that a pending migration creates; empty when none does. */
  public Optional<String> keyOf(String table) {
    return Optional.ofNullable(keys.get(table.toLowerCase(Locale.ROOT)));
  }
}
