package dev.millrace.catalogue;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which names a definition may use. Names are compared case-insensitively, as in some databases.
 */
public final class Names {

  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");

  /** Tables and views of Millrace itself and of the tool that migrates them. */
  private static final Set<String> OWN_TABLES = Set.of("allevents");

  /** The table that the migrations create for another system to fill: it can only be counted. */
  private static final String EVENT = "event";

  private static final Set<String> OWN_TABLE_PREFIXES = Set.of("millrace_", "eventcount");

  /** Columns that every type's table has, and two that some have. */
  private static final Set<String> OWN_COLUMNS =
      Set.of(
          "id",
          "timestamp",
          "occurred_at",
          "content_hash",
          "written_by",
          "written_at",
          "document_id",
          "document_type");

  private Names() {}

  /** The problem with a type's or table's name; null if it is valid. */
  public static @Nullable String tableProblem(String key, String name, boolean countOnly) {
    String folded = fold(name);
    if (folded.equals(EVENT) && !countOnly) {
      return ("%s '%s' is reserved for Millrace's own tables; choose another or write count_only:"
              + " true")
          .formatted(key, name);
    }
    if (OWN_TABLES.contains(folded) || OWN_TABLE_PREFIXES.stream().anyMatch(folded::startsWith)) {
      return "%s '%s' is reserved for Millrace's own tables; choose another".formatted(key, name);
    }
    return identifierProblem(key, name);
  }

  /** The problem with a column's name; null if it is valid. */
  public static @Nullable String columnProblem(String name) {
    return OWN_COLUMNS.contains(fold(name))
        ? "column '%s' is reserved for Millrace; choose another name".formatted(name)
        : identifierProblem("column", name);
  }

  public static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  public static @Nullable String identifierProblem(String key, String name) {
    return IDENTIFIER.matcher(name).matches()
        ? null
        : ("%s '%s' is not a valid identifier: start with a letter, followed by up to 63 letters,"
                + " digits or underscores")
            .formatted(key, name);
  }
}
