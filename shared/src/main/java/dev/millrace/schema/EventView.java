package dev.millrace.schema;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.CountOnlyType;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.MigrationPlan;
import dev.millrace.database.SchemaObjects;
import dev.millrace.database.SchemaObjects.Kind;
import dev.millrace.database.Sql;
import dev.millrace.schema.SchemaPlan.Change;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The view {@code AllEvents} of all counted tables. */
final class EventView {

  private EventView() {}

  /**
   * The statement that makes the view, if it differs from that of the stored types.
   *
   * @param before the stored types
   */
  static Optional<Change> change(
      Connection connection,
      Collection<CountedType> before,
      Catalogue after,
      MigrationPlan migrations)
      throws SQLException {
    String statement = statement(connection, after, migrations);
    boolean same =
        new SchemaObjects(connection).kind("AllEvents") == Kind.VIEW
            && statement.equals(statement(connection, Catalogue.of(before), migrations));
    return same ? Optional.empty() : Optional.of(new Change(statement, ""));
  }

  static String statement(Connection connection, Catalogue catalogue, MigrationPlan migrations)
      throws SQLException {
    List<String> events = new ArrayList<>();
    for (CountedType type : catalogue.types()) {
      events.add(
          switch (type) {
            case CountOnlyType counted -> ForeignTable.events(connection, counted, migrations);
            case DocumentType _ ->
                "SELECT '%s' AS type, id, occurred_at AS occurrence_timestamp FROM %s%s"
                    .formatted(type.name(), Sql.quote(type.table()), type.ownRows("WHERE"));
          });
    }
    return "CREATE OR REPLACE VIEW AllEvents AS\n" + String.join("\nUNION ALL\n", events);
  }
}
