package dev.millrace.infra.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.infra.NeedsNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tests at an emulator report. */
@NeedsNode
class FirstFailureTest {

  @TempDir private Path folder;

  @Test
  void a_stack_that_cannot_be_created_is_reported_before_the_clean_up_that_fails_too()
      throws IOException {
    HttpServer refusing =
        answering(
            400, call -> call.contains("Action=CreateStack") ? "create refused" : "delete refused");
    DatabaseSettings unused = new DatabaseSettings("jdbc:mysql://127.0.0.1:1/unused", "", "", 1);
    try {
      assertThatThrownBy(() -> new EndToEnd(emulator(refusing), unused, folder).run())
          .hasMessage("create refused")
          .satisfies(
              failure ->
                  assertThatThrownBy(
                          () -> {
                            throw failure.getSuppressed()[0];
                          })
                      .hasMessage("delete refused"));
    } finally {
      refusing.stop(0);
    }
  }

  @Test
  void the_first_resource_that_fails_is_reported_with_its_reason() throws IOException {
    HttpServer failing =
        answering(
            200,
            call ->
                call.contains("Action=DescribeStackEvents")
                    ? """
                    <StackEvents>
                      <member><LogicalResourceId>Stack</LogicalResourceId>
                        <ResourceStatus>ROLLBACK_IN_PROGRESS</ResourceStatus></member>
                      <member><LogicalResourceId>Queue</LogicalResourceId>
                        <ResourceType>AWS::SQS::Queue</ResourceType>
                        <ResourceStatus>CREATE_FAILED</ResourceStatus>
                        <ResourceStatusReason>Resource creation cancelled</ResourceStatusReason>
                      </member>
                      <member><LogicalResourceId>Bus</LogicalResourceId>
                        <ResourceType>AWS::Events::EventBus</ResourceType>
                        <ResourceStatus>CREATE_FAILED</ResourceStatus>
                        <ResourceStatusReason>this name is taken</ResourceStatusReason></member>
                    </StackEvents>"""
                    : "<StackStatus>ROLLBACK_IN_PROGRESS</StackStatus>");
    try {
      assertThatThrownBy(() -> emulator(failing).create("Stack", "{}"))
          .hasMessage(
              "the stack Stack was not made: ROLLBACK_IN_PROGRESS:"
                  + " Bus (AWS::Events::EventBus): this name is taken");
    } finally {
      failing.stop(0);
    }
  }

  private static Emulator emulator(HttpServer server) {
    return new Emulator(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  /** A server with that status, and an answer to the text of each request. */
  private static HttpServer answering(int status, UnaryOperator<String> answer) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String call = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            byte[] bytes = answer.apply(call).getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
    server.start();
    return server;
  }
}
