package dev.millrace.bench.imports;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A proxy for a server on this machine that passes on each answer after a fixed delay, whatever its
 * size, so each round trip takes that much longer. Thread-safe.
 */
public final class SlowLink implements AutoCloseable {

  private static final int BUFFER = 1 << 16;

  private final ServerSocket listener;
  private final int serverPort;
  private final long delay;

  @SuppressWarnings("ArrayRecordComponent") // bytes to pass on; never compared
  private record Part(byte[] bytes, long due) {}

  public SlowLink(int serverPort, Duration delay) {
    this.serverPort = serverPort;
    this.delay = delay.toNanos();
    try {
      this.listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open a port for the slow link", e);
    }
    Thread.ofPlatform().daemon().name("slow link").start(this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.ofLiteral("127.0.0.1"), serverPort);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        BlockingQueue<Part> underWay = new LinkedBlockingQueue<>();
        Thread.ofPlatform().daemon().start(() -> forward(client, server));
        Thread.ofPlatform().daemon().start(() -> receive(server, underWay));
        Thread.ofPlatform().daemon().start(() -> handOn(underWay, client));
      }
    } catch (IOException _) {
      // closed
    }
  }

  private static void forward(Socket client, Socket server) {
    try (client;
        server) {
      client.getInputStream().transferTo(server.getOutputStream());
    } catch (IOException _) {
      // one side is closed, so the other is closed too
    }
  }

  private void receive(Socket server, BlockingQueue<Part> underWay) {
    byte[] buffer = new byte[BUFFER];
    try (server) {
      InputStream in = server.getInputStream();
      for (int size = in.read(buffer); size >= 0; size = in.read(buffer)) {
        underWay.add(new Part(Arrays.copyOf(buffer, size), System.nanoTime() + delay));
      }
    } catch (IOException _) {
      // as above
    }
    underWay.add(new Part(new byte[0], System.nanoTime()));
  }

  private static void handOn(BlockingQueue<Part> underWay, Socket client) {
    try (client) {
      OutputStream out = client.getOutputStream();
      for (Part part = underWay.take(); part.bytes().length > 0; part = underWay.take()) {
        for (long left = part.due() - System.nanoTime();
            left > 0;
            left = part.due() - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        out.write(part.bytes());
      }
    } catch (IOException _) {
      // as above
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
