package dev.millrace.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * A proxy for an SQS server on this machine that delays each answer by a fixed time and counts
 * calls. One virtual thread and one connection to the server for each client's connection; a call
 * without contention costs two reads and two writes. Thread-safe.
 */
final class DelayProxy implements AutoCloseable {

  private static final String TARGET = "X-Amz-Target:";

  /** Once for each message, in the answer of a receive and in the body of a delete. */
  private static final String RECEIPT = "\"ReceiptHandle\"";

  /**
   * The delay of one run and the count of its queue's calls; calls of earlier runs are not counted.
   *
   * @param queue as written in the body of a call; empty for all queues
   */
  private record Run(String queue, Duration delay, Calls calls) {}

  private final ServerSocket listener;
  private final int serverPort;
  private volatile Run run = new Run("", Duration.ZERO, new Calls());
  private volatile CountDownLatch gate = new CountDownLatch(0);

  private DelayProxy(ServerSocket listener, int serverPort) {
    this.listener = listener;
    this.serverPort = serverPort;
  }

  /** On a free port of 127.0.0.1. */
  static DelayProxy start(int serverPort) {
    try {
      ServerSocket listener = new ServerSocket();
      listener.bind(new InetSocketAddress(loopback(), 0), 2000);
      DelayProxy proxy = new DelayProxy(listener, serverPort);
      Thread.ofVirtual().name("proxy").start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open a port for the proxy", e);
    }
  }

  private static InetAddress loopback() {
    return InetAddress.ofLiteral("127.0.0.1");
  }

  String endpoint() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  /** Counts the calls of this queue from zero. */
  void begin(String queueUrl, Duration delay) {
    run = new Run('"' + queueUrl + '"', delay, new Calls());
  }

  /** Counts the calls of all queues from zero. */
  void beginAll() {
    run = new Run("", Duration.ZERO, new Calls());
  }

  /** From now on, calls and answers wait until they are released. */
  void hold() {
    gate = new CountDownLatch(1);
  }

  void release() {
    gate.countDown();
  }

  Calls calls() {
    return run.calls();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Thread.ofVirtual().name("proxy-connection").start(() -> pass(client));
      }
    } catch (IOException _) {
      // closed
    }
  }

  private void pass(Socket client) {
    try (client;
        Socket server = new Socket(loopback(), serverPort)) {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      HttpFrames requests = new HttpFrames(client.getInputStream());
      HttpFrames answers = new HttpFrames(server.getInputStream());
      while (requests.next()) {
        gate.await();
        Run current = run;
        String target = requests.header(TARGET);
        boolean counted = requests.contains(current.queue());
        if (counted) {
          current.calls().asked(target, System.nanoTime());
        }
        requests.writeTo(server.getOutputStream());
        if (!answers.next()) {
          return;
        }
        if (counted) {
          acted(current, target, requests, answers);
        }
        if (current.delay().isPositive()) {
          Thread.sleep(current.delay());
        }
        gate.await();
        answers.writeTo(client.getOutputStream());
        if (counted) {
          current.calls().answered(target, System.nanoTime());
        }
      }
    } catch (IOException _) {
      // one side is closed, so the other is closed too
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void acted(Run run, String target, HttpFrames request, HttpFrames answer) {
    if (target.endsWith("ReceiveMessage")) {
      run.calls().acted(answer.count(RECEIPT), 0, System.nanoTime());
    } else if (target.contains("DeleteMessage")) {
      run.calls().acted(0, request.count(RECEIPT), System.nanoTime());
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
