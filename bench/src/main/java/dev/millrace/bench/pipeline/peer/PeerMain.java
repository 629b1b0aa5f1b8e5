package dev.millrace.bench.pipeline.peer;

import dev.millrace.bench.process.CommandLoop;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A peer as a process; its only argument is the {@link PeerKind}. */
public final class PeerMain {

  private final PeerKind kind;
  private @Nullable PeerHandler handler;

  private PeerMain(PeerKind kind) {
    this.kind = kind;
  }

  public static void main(String[] arguments) throws IOException {
    // Text for machines must not depend on the locale.
    Locale.setDefault(Locale.ROOT);
    // As in a Millrace worker: parts of the default 16 kB hold only two documents.
    System.setProperty("jdk.httpclient.bufsize", "65536");
    System.setProperty("camel.threads.virtual.enabled", "true");
    // Asking the driver for the type of each null parameter costs more than the parameter.
    System.setProperty("spring.jdbc.getParameterType.ignore", "true");
    PrintStream answers = System.out;
    System.setOut(System.err);
    PeerMain peer = new PeerMain(PeerKind.valueOf(arguments[0]));
    CommandLoop.serve(System.in, answers, PeerCommand.class, peer::carryOut);
    Runtime.getRuntime().halt(0);
  }

  private Object carryOut(PeerCommand command) throws Exception {
    switch (command) {
      case PeerCommand.Start(PeerAssignment assignment) ->
          handler =
              switch (kind) {
                case SPRING -> SpringPeer.start(assignment);
                case CAMEL -> CamelPeer.start(assignment);
              };
      case PeerCommand.Await(int messages, long timeoutMillis) -> {
        PeerHandler started = started();
        started.await(messages, timeoutMillis);
        started.count();
      }
      case PeerCommand.CountEvery(long millis) -> countEvery(started(), millis);
    }
    return true;
  }

  private PeerHandler started() {
    if (handler == null) {
      throw new IllegalStateException("the peer has not been started");
    }
    return handler;
  }

  private static void countEvery(PeerHandler handler, long millis) {
    Thread.ofVirtual()
        .name("counts")
        .start(
            () -> {
              try {
                while (true) {
                  Thread.sleep(millis);
                  handler.count();
                }
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            });
  }
}
