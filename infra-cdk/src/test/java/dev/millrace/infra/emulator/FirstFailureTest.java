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
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    refusing.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String call = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            String refused = call.contains("CreateStack") ? "create refused" : "delete refused";
            exchange.sendResponseHeaders(400, refused.length());
            exchange.getResponseBody().write(refused.getBytes(UTF_8));
          }
        });
    refusing.start();
    URI endpoint = URI.create("http://127.0.0.1:" + refusing.getAddress().getPort());
    DatabaseSettings unused = new DatabaseSettings("jdbc:mysql://127.0.0.1:1/unused", "", "", 1);
    try {
      assertThatThrownBy(() -> new EndToEnd(new Emulator(endpoint), unused, folder).run())
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
}
