package dev.millrace.worker.source.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.time.Window;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.guard.GuardedSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The JVM has a proxy, which notes what it is asked for and hangs up. */
@Isolated("the system properties are shared by all tests")
final class SourceProxyTest {

  private static final Window WINDOW = new Window(0, 60);

  @AutoClose private final ScriptedSource source = new ScriptedSource();
  @AutoClose private final ServerSocket proxy;
  private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

  SourceProxyTest() throws Exception {
    proxy = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofVirtual().start(this::hangUp);
  }

  private void hangUp() {
    while (!proxy.isClosed()) {
      try (Socket socket = proxy.accept();
          BufferedReader in =
              new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII))) {
        asked.add(String.valueOf(in.readLine()));
      } catch (IOException _) {
        // closed by the test, or by the client
      }
    }
  }

  @BeforeEach
  void set() {
    for (String scheme : new String[] {"http", "https"}) {
      System.setProperty(scheme + ".proxyHost", "127.0.0.1");
      System.setProperty(scheme + ".proxyPort", Integer.toString(proxy.getLocalPort()));
    }
    System.setProperty("http.nonProxyHosts", "*.example.org");
  }

  @AfterEach
  void clear() {
    for (String scheme : new String[] {"http", "https"}) {
      System.clearProperty(scheme + ".proxyHost");
      System.clearProperty(scheme + ".proxyPort");
    }
    System.clearProperty("http.nonProxyHosts");
  }

  @Test
  void a_source_on_this_machine_is_asked_directly() throws Exception {
    try (DocumentCursor documents = source.client(InstantSource.system()).open("T", WINDOW)) {
      assertThat(documents.next()).isFalse();
    }

    assertThat(source.requests(2)).hasSize(1);
    assertThat(asked).isEmpty();
  }

  @Test
  void a_source_elsewhere_is_asked_through_the_proxy() throws Exception {
    SourceSettings elsewhere =
        new SourceSettings(URI.create("https://source.example.com/get_docs/"), "key", 1 << 20);

    try (GuardedSource client = ScriptedSource.client(elsewhere, InstantSource.system())) {
      assertThatThrownBy(() -> client.open("T", WINDOW))
          .isInstanceOf(SourceUnavailableException.class);
    }

    assertThat(asked.poll(10, TimeUnit.SECONDS)).startsWith("CONNECT source.example.com:443");
  }
}
