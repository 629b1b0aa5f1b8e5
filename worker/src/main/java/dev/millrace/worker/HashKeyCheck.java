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
import java.util.List;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks at start whether the stored definitions need a hash key that is not set. */
final class HashKeyCheck {

  private static final Logger log = LoggerFactory.getLogger(HashKeyCheck.class);

  private static final String PATIENCE_MILLIS = "5000";

  private HashKeyCheck() {}

  /**
   * Checks once. A definition that is applied later, or while the database is unavailable, is
   * noticed when a slice of its type is imported; the slice then waits.
   *
   * @throws InvalidSettingsException when a type hashes and no key is set
   */
  static void run(WorkerSettings settings) {
    if (!settings.pseudonyms().equals(Pseudonyms.NONE)) {
      return;
    }
    List<String> hashing = hashing(settings.database());
    if (!hashing.isEmpty()) {
      throw new InvalidSettingsException(
          List.of(String.valueOf(new MissingHashKeyException(hashing).getMessage())));
    }
  }

  /** Without a pool, which would wait for an unavailable database. */
  private static List<String> hashing(DatabaseSettings login) {
    Properties properties = new Properties();
    properties.setProperty("user", login.user());
    properties.setProperty("password", login.password());
    properties.setProperty("connectTimeout", PATIENCE_MILLIS);
    properties.setProperty("socketTimeout", PATIENCE_MILLIS);
    try (Connection connection = DriverManager.getConnection(login.url(), properties)) {
      return StoredTypes.readable(connection).stream()
          .filter(type -> type.enabled() && !type.hashed().isEmpty())
          .map(DocumentType::name)
          .toList();
    } catch (SQLException e) {
      log.warn("cannot check yet whether MILLRACE_HASH_KEY is required: {}", e.getMessage());
      return List.of();
    }
  }
}
