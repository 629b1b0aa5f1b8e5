package dev.millrace.torture.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Relays the connections of one client to one server on 127.0.0.1, and does harm to them on
 * request. Thread-safe.
 */
public final class FaultyLink implements AutoCloseable {

  private static final int CONNECT_MILLIS = 3000;

  private final int target;
  private final ServerSocket listener;
  private final Set<Relay> relays = ConcurrentHashMap.newKeySet();
  private final AtomicInteger lostAnswers = new AtomicInteger();
  private final AtomicInteger lostRequests = new AtomicInteger();
  private final AtomicInteger lateRequests = new AtomicInteger();
  private final AtomicReference<@Nullable Runnable> atCommit = new AtomicReference<>();
  private volatile long refusesUntil = System.nanoTime();
  private volatile long holdsUntil = System.nanoTime();
  private volatile Duration lateBy = Duration.ZERO;

  /**
   * @param target a port of 127.0.0.1
   */
  public FaultyLink(int target) {
    this.target = target;
    try {
      listener = new ServerSocket(0, 256, InetAddress.ofLiteral("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException("a link cannot listen", e);
    }
    Thread.ofVirtual().name("link to " + target).start(this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        relay(listener.accept());
      } catch (IOException _) {
        // closed, or the client is gone
      }
    }
  }

  private void relay(Socket client) throws IOException {
    if (System.nanoTime() - refusesUntil < 0) {
      reset(client);
      return;
    }
    Socket server = new Socket();
    try {
      server.connect(
          new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), target), CONNECT_MILLIS);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
    } catch (IOException e) {
      reset(client);
      server.close();
      return;
    }
    Relay relay = new Relay(this, client, server);
    relays.add(relay);
    relay.start();
  }

  void ended(Relay relay) {
    relays.remove(relay);
  }

  static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (SocketException _) {
      // closed already
    }
    try {
      socket.close();
    } catch (IOException _) {
      // closed already
    }
  }

  /** Waits while the link holds what it has. */
  void awaitPassage() throws InterruptedException {
    long left;
    while ((left = holdsUntil - System.nanoTime()) > 0) {
      Thread.sleep(Duration.ofNanos(Math.min(left, 50_000_000)));
    }
  }

  private static boolean takes(AtomicInteger armed) {
    return armed.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
  }

  boolean losesRequest() {
    return takes(lostRequests);
  }

  boolean losesAnswer() {
    return takes(lostAnswers);
  }

  void commits() {
    Runnable harm = atCommit.getAndSet(null);
    if (harm != null) {
      harm.run();
    }
  }

  Duration delays() {
    return takes(lateRequests) ? lateBy : Duration.ZERO;
  }

  /** Ends all connections at once. */
  public void cut() {
    relays.forEach(Relay::cut);
  }

  /** Ends new connections at once for a time. */
  public void refuse(Duration time) {
    refusesUntil = System.nanoTime() + time.toNanos();
  }

  /** Passes nothing on for a time, then all of it. */
  public void hold(Duration time) {
    holdsUntil = System.nanoTime() + time.toNanos();
  }

  /** The present connections pass nothing on any more, and neither end is told, until a cut. */
  public void halfOpen() {
    relays.forEach(Relay::goDeaf);
  }

  /** The next commit, or the next request of HTTP, arrives, but its answer is lost. */
  public void loseAnswer() {
    lostAnswers.set(1);
  }

  /** The next commit, or the next request of HTTP, is lost with its connection. */
  public void loseRequest() {
    lostRequests.set(1);
  }

  /** The next commit, or the next request of HTTP, arrives late. */
  public void delayRequest(Duration time) {
    lateBy = time;
    lateRequests.set(1);
  }

  /** Runs something between the next commit's request and its arrival. */
  public void atCommit(Runnable harm) {
    atCommit.set(harm);
  }

  /** Ends all harm; connections without a living end are cut. */
  public void heal() {
    refusesUntil = System.nanoTime();
    holdsUntil = System.nanoTime();
    lostAnswers.set(0);
    lostRequests.set(0);
    lateRequests.set(0);
    atCommit.set(null);
    relays.stream().filter(Relay::isDeaf).forEach(Relay::cut);
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException _) {
      // it accepts nothing any more in either case
    }
    cut();
  }
}
