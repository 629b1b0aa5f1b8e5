package dev.millrace.torture.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that answers each request with itself and notes it. */
class FaultyLinkTest {

  private static final byte[] COMMIT = {7, 0, 0, 0, 3, 'C', 'O', 'M', 'M', 'I', 'T'};

  private final List<String> arrived = new CopyOnWriteArrayList<>();
  @AutoClose private ServerSocket server;
  @AutoClose private FaultyLink link;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    link = new FaultyLink(server.getLocalPort());
    Thread.ofVirtual().start(this::serve);
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> echo(socket));
      } catch (IOException _) {
        return;
      }
    }
  }

  private void echo(Socket socket) {
    byte[] buffer = new byte[100];
    try (socket) {
      int length;
      while ((length = socket.getInputStream().read(buffer)) > 0) {
        arrived.add(new String(buffer, 0, length, US_ASCII));
        socket.getOutputStream().write(buffer, 0, length);
      }
    } catch (IOException _) {
      // cut
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), link.port());
    socket.setSoTimeout(5000);
    return socket;
  }

  private static int ask(Socket socket, byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    return socket.getInputStream().readNBytes(request.length).length;
  }

  private static byte[] hello() {
    return "hello".getBytes(US_ASCII);
  }

  @Test
  void without_harm_it_relays() throws IOException {
    try (Socket socket = connect()) {
      assertThat(ask(socket, hello())).isEqualTo(5);
      assertThat(ask(socket, COMMIT)).isEqualTo(COMMIT.length);
    }
  }

  @Test
  void a_cut_ends_connections_and_the_next_one_works() throws IOException {
    try (Socket socket = connect()) {
      ask(socket, hello());
      link.cut();
      assertThatThrownBy(() -> assertThat(ask(socket, hello())).isEqualTo(5))
          .isInstanceOfAny(IOException.class, AssertionError.class);
    }
    try (Socket socket = connect()) {
      assertThat(ask(socket, hello())).isEqualTo(5);
    }
  }

  @Test
  void a_commit_whose_answer_is_lost_has_arrived() throws IOException {
    try (Socket socket = connect()) {
      ask(socket, hello());
      link.loseAnswer();
      assertThatThrownBy(() -> assertThat(ask(socket, COMMIT)).isEqualTo(COMMIT.length))
          .isInstanceOfAny(IOException.class, AssertionError.class);
    }
    assertThat(arrived).hasSize(2);
  }

  @Test
  void a_lost_commit_has_not_arrived() throws IOException {
    try (Socket socket = connect()) {
      ask(socket, hello());
      link.loseRequest();
      assertThatThrownBy(() -> assertThat(ask(socket, COMMIT)).isEqualTo(COMMIT.length))
          .isInstanceOfAny(IOException.class, AssertionError.class);
    }
    assertThat(arrived).containsExactly("hello");
  }

  @Test
  void a_late_commit_arrives_after_the_delay() throws IOException {
    try (Socket socket = connect()) {
      link.delayRequest(Duration.ofMillis(300));
      long begun = System.nanoTime();
      assertThat(ask(socket, COMMIT)).isEqualTo(COMMIT.length);
      assertThat(System.nanoTime() - begun).isGreaterThan(250_000_000);
    }
  }

  @Test
  void half_open_connections_answer_nothing_and_stay_open_until_healed() throws IOException {
    try (Socket socket = connect()) {
      ask(socket, hello());
      link.halfOpen();
      socket.setSoTimeout(200);
      assertThatThrownBy(() -> ask(socket, hello())).isInstanceOf(SocketTimeoutException.class);
      link.heal();
      socket.setSoTimeout(5000);
      assertThatThrownBy(() -> assertThat(ask(socket, hello())).isEqualTo(5))
          .isInstanceOfAny(IOException.class, AssertionError.class);
    }
  }

  @Test
  void a_refusing_link_takes_connections_again() throws IOException {
    link.refuse(Duration.ofSeconds(60));
    assertThatThrownBy(
            () -> {
              try (Socket socket = connect()) {
                assertThat(ask(socket, hello())).isEqualTo(5);
              }
            })
        .isInstanceOfAny(IOException.class, AssertionError.class);
    link.heal();
    try (Socket socket = connect()) {
      assertThat(ask(socket, hello())).isEqualTo(5);
    }
  }
}
