package dev.millrace.worker;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.settings.InvalidSettingsException;
import dev.millrace.worker.mapping.privacy.MissingHashKeyException;
import dev.millrace.worker.mapping.privacy.Pseudonyms;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks at start whether the stored definitions need settings that are missing. */
final class StoredTypesCheck {

  private static final Logger log = LoggerFactory.getLogger(StoredTypesCheck.class);

  private static final String PATIENCE_MILLIS = "5000";

  private StoredTypesCheck() {}

  /**
   * Checks once. A definition that is applied later, or while the database is unavailable, is
   * noticed when a slice of its type is imported; the slice then waits.
   *
   * @throws InvalidSettingsException when a type hashes and no key is set, or when a type has no
   *     source of its own and no document API is set
   */
  static void run(WorkerSettings settings) {
    boolean needsKey = settings.pseudonyms().equals(Pseudonyms.NONE);
    boolean needsApi = settings.source().url() == null;
    if (!needsKey && !needsApi) {
      return;
    }
    List<DocumentType> types = enabled(settings.database());
    List<String> problems = new ArrayList<>();
    List<String> hashing = names(types, type -> needsKey && !type.mapping().hashed().isEmpty());
    if (!hashing.isEmpty()) {
      problems.add(String.valueOf(new MissingHashKeyException(hashing).getMessage()));
    }
    List<String> ofApi = names(types, type -> needsApi && type.http() == null);
    if (!ofApi.isEmpty()) {
      problems.add(
          ("MILLRACE_SOURCE_URL is missing: %s without a source of %s own; set it and"
                  + " MILLRACE_SOURCE_KEY, or write source: into the definition")
              .formatted(
                  ofApi.size() == 1
                      ? "the type %s is".formatted(ofApi.getFirst())
                      : "the types %s are".formatted(String.join(", ", ofApi)),
                  ofApi.size() == 1 ? "its" : "their"));
    }
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
  }

  private static List<String> names(List<DocumentType> types, Predicate<DocumentType> those) {
    return types.stream().filter(those).map(DocumentType::name).toList();
  }

  /** Without a pool, which would wait for an unavailable database. */
  private static List<DocumentType> enabled(DatabaseSettings login) {
    Properties properties = new Properties();
    properties.setProperty("user", login.user());
    properties.setProperty("password", login.password());
    properties.setProperty("connectTimeout", PATIENCE_MILLIS);
    properties.setProperty("socketTimeout", PATIENCE_MILLIS);
    try (Connection connection = DriverManager.getConnection(login.url(), properties)) {
      return StoredTypes.readable(connection).stream()
          .flatMap(type -> type.imported().stream())
          .filter(DocumentType::enabled)
          .toList();
    } catch (SQLException e) {
      log.warn("cannot check yet which settings the stored types require: {}", e.getMessage());
      return List.of();
    }
  }
}
