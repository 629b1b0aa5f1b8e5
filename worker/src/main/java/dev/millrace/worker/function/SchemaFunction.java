package dev.millrace.worker.function;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.contact.DatabaseContact;
import dev.millrace.contact.DatabaseContact.Fault;
import dev.millrace.contact.UnusableServiceException;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.schema.DatabaseUser;
import dev.millrace.schema.DatabaseUser.Rights;
import dev.millrace.schema.SchemaUpdate;
import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The deployment step before programs are replaced, called by the provider of a custom resource:
 * migrates, applies the type definitions of its own zip, and creates the users whose secrets are
 * named by the properties {@code WorkerSecret} and {@code ReaderSecret}. Its settings are those of
 * the administrator. It does nothing when the deployment is deleted.
 */
public final class SchemaFunction implements RequestStreamHandler {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Called by Lambda; the settings come from the environment. */
  public SchemaFunction() {
    // Machine-readable text must not depend on the locale of the machine.
    Locale.setDefault(Locale.ROOT);
  }

  /**
   * @throws MalformedEventException when the event has no type or names no secrets
   * @throws dev.millrace.settings.InvalidSettingsException naming every invalid or missing setting
   */
  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    JsonNode request = JSON.readTree(event);
    switch (required(request, "RequestType")) {
      case "Create", "Update" -> update(request.path("ResourceProperties"));
      case "Delete" -> {
        // the tables outlive the deployment
      }
      default -> throw new MalformedEventException("RequestType is " + request.path("RequestType"));
    }
    answer.write(
        JSON.writeValueAsBytes(JSON.createObjectNode().put("PhysicalResourceId", "schema")));
  }

  private static void update(JsonNode properties) {
    Environment environment = new Environment(System.getenv());
    DatabaseSettings migrator = DatabaseSettings.from(environment, 2);
    Path types = Path.of(environment.text(Setting.TYPES));
    environment.check();
    List<DatabaseUser> users =
        List.of(
            user(migrator, required(properties, "WorkerSecret"), Rights.READ_AND_WRITE),
            user(migrator, required(properties, "ReaderSecret"), Rights.READ));
    DatabaseContact.of(migrator).fault().ifPresent(SchemaFunction::refuse);
    new SchemaUpdate(migrator, types, users).run();
  }

  private static void refuse(Fault fault) {
    throw new UnusableServiceException(List.of(fault.message()));
  }

  private static DatabaseUser user(DatabaseSettings migrator, String secret, Rights rights) {
    Environment environment =
        new Environment(
            Map.of(Setting.DB_URL.variable(), migrator.url(), "MILLRACE_DB_SECRET", secret));
    DatabaseSettings login = DatabaseSettings.from(environment, 1);
    environment.check();
    return new DatabaseUser(login, rights);
  }

  private static String required(JsonNode object, String field) {
    JsonNode value = object.path(field);
    if (!value.isTextual()) {
      throw new MalformedEventException("it has no " + field);
    }
    return value.textValue();
  }
}
