package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.cli.via.CommandCall;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.local.http.LocalServer;
import dev.millrace.schema.DatabaseUser;
import dev.millrace.schema.DatabaseUser.Rights;
import dev.millrace.schema.Schema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A stand-in for Lambda with the functions read, which has a reader's login, change, broken and
 * other.
 */
final class FunctionStage implements AutoCloseable {

  private final OperatorStage stage;
  private final String reader = "r" + UUID.randomUUID().toString().substring(0, 8);
  private final LocalServer lambda = new LocalServer(0);

  FunctionStage(OperatorStage stage) {
    this.stage = stage;
  }

  void start() {
    LocalDatabase server = LocalDatabase.shared();
    String url = stage.environment().getOrDefault("MILLRACE_DB_URL", "");
    try (Database database =
        Database.open(new DatabaseSettings(url, server.user(), server.password(), 1))) {
      new Schema(database).apply(new StoredTypes(database).load());
      new DatabaseUser(new DatabaseSettings(url, reader, "read", 1), Rights.READ).apply(database);
    }
    lambda.serve("/2015-03-31/functions/", this::invoke, List.of());
    lambda.start();
  }

  @Override
  public void close() {
    stage.sql("DROP USER IF EXISTS ?@'%'", reader);
    lambda.close();
  }

  /** The settings of the caller. */
  Map<String, String> caller() {
    return Map.of(
        "AWS_ENDPOINT_URL_LAMBDA", lambda.address(),
        "AWS_REGION", "eu-central-1",
        "AWS_ACCESS_KEY_ID", "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY", "secret");
  }

  private void invoke(HttpExchange call) throws IOException {
    String function = call.getRequestURI().getPath().split("/", -1)[3];
    assertThat(call.getRequestHeaders().getFirst("Authorization"))
        .contains("/eu-central-1/lambda/aws4_request");
    switch (function) {
      case "read", "change" -> {
        Map<String, String> settings = new HashMap<>(stage.environment());
        if (function.equals("read")) {
          settings.put("MILLRACE_DB_USER", reader);
          settings.put("MILLRACE_DB_PASSWORD", "read");
        }
        PermittedCommands permitted =
            function.equals("read") ? PermittedCommands.READING : PermittedCommands.ALL;
        respond(
            call,
            200,
            InvokedCommand.run(CommandCall.read(call.getRequestBody()), settings, permitted)
                .bytes());
      }
      case "broken" -> {
        call.getResponseHeaders().add("X-Amz-Function-Error", "Unhandled");
        respond(call, 200, "{\"errorMessage\":\"out of memory\"}".getBytes(StandardCharsets.UTF_8));
      }
      case "other" -> respond(call, 200, "{\"run\":7}".getBytes(StandardCharsets.UTF_8));
      default -> {
        call.getResponseHeaders().add("x-amzn-ErrorType", "ResourceNotFoundException");
        respond(
            call,
            404,
            "{\"Type\":\"User\",\"Message\":\"Function not found\"}"
                .getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static void respond(HttpExchange call, int status, byte[] bytes) throws IOException {
    call.sendResponseHeaders(status, bytes.length);
    call.getResponseBody().write(bytes);
    call.close();
  }
}
