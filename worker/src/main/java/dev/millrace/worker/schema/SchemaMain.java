package dev.millrace.worker.schema;

import dev.millrace.contact.DatabaseContact;
import dev.millrace.database.DatabaseException;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Logins;
import dev.millrace.schema.DatabaseUser;
import dev.millrace.schema.DatabaseUser.Proof;
import dev.millrace.schema.DatabaseUser.Rights;
import dev.millrace.schema.SchemaUpdate;
import dev.millrace.settings.Environment;
import dev.millrace.settings.InvalidSettingsException;
import dev.millrace.settings.Setting;
import dev.millrace.text.Printable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The step of a deployment before programs are replaced, as a task of the worker's image: migrates,
 * applies the definitions in {@code MILLRACE_TYPES}, and makes the users. Its settings are those of
 * the administrator. May run again, and concurrently. Exits with status 0 when the schema fits; the
 * last line of its output says why it does not.
 */
public final class SchemaMain {

  private SchemaMain() {}

  /**
   * Takes a login for each of both users.
   *
   * @param arguments {@code --worker-secret ARN} and {@code --reader-secret ARN} for users with the
   *     passwords of these secrets; {@code --worker-user NAME} and {@code --reader-user NAME} for
   *     users who log in with tokens of RDS
   */
  public static void main(String[] arguments) {
    // Machine-readable text must not depend on the locale of the machine.
    Locale.setDefault(Locale.ROOT);
    try {
      update(new Environment(System.getenv()), List.of(arguments));
    } catch (InvalidSettingsException e) {
      e.problems().forEach(problem -> System.err.println(Printable.of(problem)));
      System.exit(2);
    } catch (RuntimeException e) {
      // A trace would hide the reason, which a deployment shows as the last line.
      System.err.println(Printable.of(String.valueOf(e.getMessage())));
      System.exit(1);
    }
  }

  /**
   * Updates the schema.
   *
   * @throws InvalidSettingsException naming every invalid or missing setting and argument
   * @throws IllegalStateException when the database cannot be used
   */
  static void update(Environment environment, List<String> arguments) {
    DatabaseSettings migrator = DatabaseSettings.from(environment, 2);
    Path types = Path.of(environment.text(Setting.TYPES));
    environment.check();
    List<String> problems = new ArrayList<>();
    List<DatabaseUser> users = new ArrayList<>();
    user(migrator, arguments, "worker", Rights.READ_AND_WRITE, problems).ifPresent(users::add);
    user(migrator, arguments, "reader", Rights.READ, problems).ifPresent(users::add);
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
    DatabaseContact contact = DatabaseContact.of(migrator);
    contact
        .fault()
        .ifPresent(
            fault -> {
              throw new IllegalStateException(fault.message());
            });
    try {
      new SchemaUpdate(migrator, types, users).run();
    } catch (DatabaseException e) {
      throw new IllegalStateException(contact.explain(e), e);
    }
  }

  private static Optional<DatabaseUser> user(
      DatabaseSettings migrator,
      List<String> arguments,
      String who,
      Rights rights,
      List<String> problems) {
    Optional<String> name = value(arguments, "--%s-user".formatted(who));
    Optional<String> secret = value(arguments, "--%s-secret".formatted(who));
    if (name.isPresent() == secret.isPresent()) {
      problems.add("give one of --%s-secret ARN and --%s-user NAME".formatted(who, who));
      return Optional.empty();
    }
    if (name.isPresent()) {
      return Optional.of(
          new DatabaseUser(migrator.as(Logins.fixed(name.get(), "")), rights, Proof.TOKEN));
    }
    Environment environment =
        new Environment(
            Map.of(Setting.DB_URL.variable(), migrator.url(), "MILLRACE_DB_SECRET", secret.get()));
    DatabaseSettings login = DatabaseSettings.from(environment, 1);
    environment.check();
    return Optional.of(new DatabaseUser(login, rights));
  }

  private static Optional<String> value(List<String> arguments, String option) {
    int at = arguments.indexOf(option);
    return at < 0 || at + 1 == arguments.size()
        ? Optional.empty()
        : Optional.of(arguments.get(at + 1));
  }
}
