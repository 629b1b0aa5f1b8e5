package dev.millrace.local.aws;

import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.eclipse.jetty.server.Server;

/**
 * DynamoDB Local as a separate process, since its libraries are not on Millrace's class path. Its
 * original server listens on all interfaces and sends telemetry; this one does neither. Ends with
 * its standard input.
 */
final class DynamoServer {

  /** The prefix of the line with the port. */
  static final String READY = "DynamoDB Local is at port ";

  private DynamoServer() {}

  public static void main(String[] arguments) throws Exception {
    // Text for machines must not depend on the locale.
    Locale.setDefault(Locale.ROOT);
    LocalDynamoDBRequestHandler tables =
        new LocalDynamoDBRequestHandler(0, true, null, true, false);
    Server server = new Server(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
    server.setHandler(new LocalDynamoDBServerHandler(tables, null));
    server.start();
    System.out.println(READY + server.getURI().getPort());
    while (System.in.read() >= 0) {
      // Nothing is written to it: this waits for the end.
    }
    server.stop();
    tables.shutdown();
    System.exit(0);
  }
}
