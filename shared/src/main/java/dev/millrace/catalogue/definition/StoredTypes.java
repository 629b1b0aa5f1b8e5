package dev.millrace.catalogue.definition;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.CountOnlyType;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.InvalidDefinitionException;
import dev.millrace.catalogue.TableLayout;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The definitions in the database, where producer and workers read them, so that a new type needs
 * no rebuild and no restart. Thread-safe.
 */
public final class StoredTypes {

  private static final Logger log = LoggerFactory.getLogger(StoredTypes.class);

  private static final String ALL =
      "SELECT type, definition, keyed_by_type, keyed_by_document FROM millrace_type";

  private static final String NAMES = "SELECT type FROM millrace_type";

  private static final String VERSIONS = "SELECT type, version FROM millrace_type";

  private static final String ONE = ALL + " WHERE type = ?";

  private static final String SAVE =
      """
      INSERT INTO millrace_type
        (type, version, definition, applied_at, by_ingest_time, keyed_by_type, keyed_by_document)
      VALUES (?, ?, ?, NOW(3), ?, ?, ?)
      ON DUPLICATE KEY UPDATE
        version = VALUES(version), definition = VALUES(definition), applied_at = NOW(3),
        by_ingest_time = VALUES(by_ingest_time), keyed_by_type = VALUES(keyed_by_type),
        keyed_by_document = VALUES(keyed_by_document)""";

  private final Database database;

  /** The definitions that {@link #find} has parsed, by name. */
  private final Map<String, Parsed> parsed = new ConcurrentHashMap<>();

  public StoredTypes(Database database) {
    this.database = database;
  }

  /** Stores a definition; its table must fit already. */
  public void save(CountedType type) {
    database.transact(
        connection -> {
          save(connection, type);
          return type;
        });
  }

  /** Stores a definition in the caller's transaction. */
  public static void save(Connection connection, CountedType type) throws SQLException {
    switch (type) {
      case DocumentType imported ->
          save(connection, type, imported.mapping().byIngestTime(), imported.layout());
      case CountOnlyType _ -> save(connection, type, false, TableLayout.PLAIN);
    }
  }

  private static void save(
      Connection connection, CountedType type, boolean byIngestTime, TableLayout layout)
      throws SQLException {
    Sql.update(
        connection,
        SAVE,
        type.name(),
        type.version(),
        type.yaml(),
        byIngestTime,
        layout.byType(),
        layout.byDocument());
  }

  /** The stored types except those with these names, whose definitions are not read. */
  public static List<CountedType> without(Connection connection, Collection<String> names)
      throws SQLException {
    List<CountedType> types = new ArrayList<>();
    for (String name : Sql.list(connection, NAMES, row -> row.getString(1))) {
      if (!names.contains(name)) {
        types.addAll(Sql.list(connection, ONE, StoredTypes::type, name));
      }
    }
    return types;
  }

  /** The stored types except those with unreadable definitions. */
  public static List<CountedType> readable(Connection connection) throws SQLException {
    return Sql.list(connection, ALL, StoredTypes::readable).stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<CountedType> readable(ResultSet row) throws SQLException {
    try {
      return Optional.of(type(row));
    } catch (InvalidDefinitionException e) {
      log.error(
          "the stored definition of {} is unreadable and is skipped; apply it again: {}",
          row.getString("type"),
          e.getMessage());
      return Optional.empty();
    }
  }

  /** The version of every stored type, by its name. */
  public Map<String, String> versions() {
    return database.transact(
        connection ->
            Sql.list(
                    connection,
                    VERSIONS,
                    row -> Map.entry(row.getString("type"), row.getString("version")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /**
   * All types whose definitions can be read. An unreadable one is logged and skipped, so that it
   * does not stop the others.
   */
  public Catalogue load() {
    return Catalogue.of(database.transact(StoredTypes::readable));
  }

  /** The definition as it is now; empty when there is no such type. */
  public Optional<CountedType> find(String type) {
    Optional<Stored> stored =
        database.transact(connection -> Sql.first(connection, ONE, Stored::read, type));
    if (stored.isEmpty()) {
      parsed.remove(type);
      return Optional.empty();
    }
    Parsed found =
        parsed.compute(
            type,
            (_, before) ->
                before != null && before.stored().equals(stored.get())
                    ? before
                    : new Parsed(stored.get(), stored.get().parse()));
    return Optional.of(found.type());
  }

  /** The definition as it is now; empty when there is no imported type of this name. */
  public Optional<DocumentType> imported(String type) {
    return find(type).flatMap(CountedType::imported);
  }

  /**
   * The definition of an imported type as this object found it last, which may be outdated: whoever
   * writes with it must compare it with the locked row of the type.
   */
  public Optional<DocumentType> known(String type) {
    Parsed found = parsed.get(type);
    return found == null ? imported(type) : found.type().imported();
  }

  /** A row with its definition unread. */
  private record Stored(String type, String definition, boolean byType, boolean byDocument) {

    static Stored read(ResultSet row) throws SQLException {
      return new Stored(
          row.getString("type"),
          row.getString("definition"),
          row.getBoolean("keyed_by_type"),
          row.getBoolean("keyed_by_document"));
    }

    CountedType parse() {
      List<CountedType> types = DefinitionParser.parseAll(definition, type + " (stored)");
      CountedType own =
          types.stream()
              .filter(each -> each.name().equals(type))
              .findFirst()
              .orElse(types.getFirst());
      return own instanceof DocumentType imported
          ? imported.in(new TableLayout(byType, byDocument))
          : own;
    }
  }

  private record Parsed(Stored stored, CountedType type) {}

  private static CountedType type(ResultSet row) throws SQLException {
    return Stored.read(row).parse();
  }
}
