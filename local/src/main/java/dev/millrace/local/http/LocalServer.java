package dev.millrace.local.http;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on 127.0.0.1 with a virtual thread for each request. Thread-safe. */
public final class LocalServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Binds the port, so that the address is known, and answers only after {@link #start}.
   *
   * @param port 0 means a free one
   * @throws UncheckedIOException when the port is taken
   */
  public LocalServer(int port) {
    // Without it, the end of each streamed answer waits 40 ms for the client's acknowledgement.
    // Read once per JVM, so it only helps if the JDK's server was not used before.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try {
      server =
          HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 256);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on port " + port, e);
    }
    server.setExecutor(threads);
  }

  /** Answers paths that begin with {@code path}; the filters see each request first, in order. */
  public void serve(String path, HttpHandler handler, List<Filter> filters) {
    server.createContext(path, handler).getFilters().addAll(filters);
  }

  /** Called once. */
  public void start() {
    server.start();
  }

  /** For instance {@code http://127.0.0.1:40123}. */
  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Aborts open requests and frees the port. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
