package dev.millrace.torture.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;

/** One connection of a {@link FaultyLink}: two threads, one for each direction. */
final class Relay {

  private static final int BUFFER = 1 << 16;
  private static final int COMMIT_LENGTH = 11;
  private static final int QUERY = 3;

  private final FaultyLink link;
  private final Socket client;
  private final Socket server;
  private volatile boolean deaf;
  private volatile boolean losesAnswer;

  Relay(FaultyLink link, Socket client, Socket server) {
    this.link = link;
    this.client = client;
    this.server = server;
  }

  void start() {
    Thread.ofVirtual().start(() -> pass(true));
    Thread.ofVirtual().start(() -> pass(false));
  }

  private void pass(boolean request) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = (request ? client : server).getInputStream();
      OutputStream out = (request ? server : client).getOutputStream();
      int length;
      while ((length = in.read(buffer)) >= 0) {
        link.awaitPassage();
        if (request && !passes(buffer, length)) {
          return;
        }
        if (!request && losesAnswer) {
          return;
        }
        if (!deaf) {
          out.write(buffer, 0, length);
          out.flush();
        }
      }
    } catch (IOException _) {
      // one end is gone, so the other one is told below
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      cut();
    }
  }

  /** Whether a request goes on to the server. */
  private boolean passes(byte[] buffer, int length) throws InterruptedException {
    boolean commit = isCommit(buffer, length);
    if (!commit && !isPost(buffer, length)) {
      return true;
    }
    if (commit) {
      link.commits();
    }
    Duration delay = link.delays();
    if (delay.isPositive()) {
      Thread.sleep(delay);
    }
    if (link.losesRequest()) {
      return false;
    }
    losesAnswer = link.losesAnswer();
    return true;
  }

  /** The packet in which a client of MySQL commits. */
  private static boolean isCommit(byte[] buffer, int length) {
    return length == COMMIT_LENGTH
        && buffer[4] == QUERY
        && new String(buffer, 5, 6, US_ASCII).equalsIgnoreCase("COMMIT");
  }

  private static boolean isPost(byte[] buffer, int length) {
    return length > 4 && new String(buffer, 0, 4, US_ASCII).equals("POST");
  }

  void goDeaf() {
    deaf = true;
  }

  boolean isDeaf() {
    return deaf;
  }

  void cut() {
    FaultyLink.reset(client);
    FaultyLink.reset(server);
    link.ended(this);
  }
}
