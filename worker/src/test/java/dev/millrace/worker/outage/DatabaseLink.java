package dev.millrace.worker.outage;

import dev.millrace.database.DatabaseSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A connection to the database that can be cut and restored. */
public final class DatabaseLink implements AutoCloseable {

  private static final Pattern ADDRESS = Pattern.compile("//127\\.0\\.0\\.1:(\\d+)/");

  private final ServerSocket server;
  private final DatabaseSettings target;
  private final int targetPort;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  public DatabaseLink(DatabaseSettings target) throws IOException {
    this.server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    this.target = target;
    Matcher address = ADDRESS.matcher(target.url());
    if (!address.find()) {
      throw new IllegalArgumentException("no local address in " + target.url());
    }
    this.targetPort = Integer.parseInt(address.group(1));
    Thread.ofVirtual().name("database link").start(this::accept);
  }

  public DatabaseSettings settings() {
    String url =
        ADDRESS.matcher(target.url()).replaceFirst("//127.0.0.1:" + server.getLocalPort() + "/");
    return new DatabaseSettings(url, target.user(), target.password(), target.connections());
  }

  public void cut() {
    cut = true;
    sockets.forEach(DatabaseLink::close);
  }

  public void mend() {
    cut = false;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        if (cut) {
          close(socket);
        } else {
          join(socket, new Socket(InetAddress.ofLiteral("127.0.0.1"), targetPort));
        }
      } catch (IOException _) {
        // closed; or the database itself is unavailable, as it may be
      }
    }
  }

  private void join(Socket one, Socket other) {
    sockets.add(one);
    sockets.add(other);
    Thread.ofVirtual().start(() -> copy(one, other));
    Thread.ofVirtual().start(() -> copy(other, one));
  }

  private void copy(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException _) {
      // cut
    } finally {
      sockets.remove(from);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }
}
