package dev.millrace.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The object of a statement of a migration. */
sealed interface MigrationStatement {

  /** A table that must not exist yet. */
  record CreateTable(String name, String columns) implements MigrationStatement {
    String as(String other) {
      return "CREATE TABLE %s %s".formatted(other, columns);
    }
  }

  /** A view, which replaces an older one of Millrace. */
  record CreateView(String name, String query) implements MigrationStatement {
    String as(String other) {
      return "CREATE OR REPLACE VIEW %s %s".formatted(other, query);
    }
  }

  /** A table that gets or loses columns and keys. */
  record AlterTable(String name, List<Clause> clauses) implements MigrationStatement {

    /** The clauses that add something. */
    List<Clause> added() {
      return clauses.stream().filter(clause -> clause.verb().equals("ADD")).toList();
    }

    /** The clauses that drop something. */
    List<Clause> dropped() {
      return clauses.stream().filter(clause -> clause.verb().equals("DROP")).toList();
    }
  }

  /** A dropped table. */
  record DropTable(String name) implements MigrationStatement {}

  /** New rows. */
  record Insert() implements MigrationStatement {}

  /** A statement that can simply be run again. */
  record Other() implements MigrationStatement {}

  /**
   * A part of an {@code ALTER TABLE}.
   *
   * @param what {@code COLUMN} or {@code KEY}; empty for anything else
   * @param name in lower case
   */
  record Clause(String verb, String what, String name, String sql) {

    private static final Pattern FORM =
        Pattern.compile(
            "(ADD|DROP)\\s+(?:UNIQUE\\s+)?(COLUMN|KEY|INDEX)\\s+`?(\\w+)`?.*", Pattern.DOTALL);

    static Clause of(String sql) {
      Matcher form = FORM.matcher(sql.strip());
      return form.matches()
          ? new Clause(
              form.group(1),
              form.group(2).equals("COLUMN") ? "COLUMN" : "KEY",
              form.group(3).toLowerCase(Locale.ROOT),
              sql.strip())
          : new Clause("", "", "", sql.strip());
    }
  }

  Pattern CREATE_TABLE = Pattern.compile("CREATE TABLE (\\w+)(.*)", Pattern.DOTALL);
  Pattern CREATE_VIEW = Pattern.compile("CREATE OR REPLACE VIEW (\\w+)(.*)", Pattern.DOTALL);
  Pattern ALTER_TABLE = Pattern.compile("ALTER TABLE (\\w+)(.*)", Pattern.DOTALL);
  Pattern DROP_TABLE = Pattern.compile("DROP TABLE (\\w+)");

  static MigrationStatement of(String sql) {
    Matcher table = CREATE_TABLE.matcher(sql);
    if (!sql.startsWith("CREATE TABLE IF NOT EXISTS ") && table.matches()) {
      return new CreateTable(table.group(1), table.group(2).strip());
    }
    Matcher view = CREATE_VIEW.matcher(sql);
    if (view.matches()) {
      return new CreateView(view.group(1), view.group(2).strip());
    }
    Matcher alter = ALTER_TABLE.matcher(sql);
    if (alter.matches()) {
      return new AlterTable(
          alter.group(1), parts(alter.group(2)).stream().map(Clause::of).toList());
    }
    Matcher drop = DROP_TABLE.matcher(sql);
    if (drop.matches()) {
      return new DropTable(drop.group(1));
    }
    return sql.startsWith("INSERT INTO ") ? new Insert() : new Other();
  }

  /** The name that a statement creates. */
  default Optional<String> created() {
    return switch (this) {
      case CreateTable(String name, _) -> Optional.of(name);
      case CreateView(String name, _) -> Optional.of(name);
      case AlterTable _, DropTable _, Insert _, Other _ -> Optional.empty();
    };
  }

  /** Splits at commas outside of brackets. */
  private static List<String> parts(String sql) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < sql.length(); i++) {
      switch (sql.charAt(i)) {
        case '(' -> depth++;
        case ')' -> depth--;
        case ',' -> {
          if (depth == 0) {
            parts.add(sql.substring(from, i));
            from = i + 1;
          }
        }
        default -> {
          // part of a clause
        }
      }
    }
    parts.add(sql.substring(from));
    return parts;
  }
}
