package dev.millrace.local.aws;

import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.eclipse.jetty.server.Server;

/**
 * DynamoDB Local as a process of its own, since its libraries are not ours. The server that it
 * comes with listens to the whole network and reports to its makers; this one does neither. Ends
 * with its standard input.
 */
final class DynamoServer {

  /** What the line begins with that tells the port. */
  static final String READY = "DynamoDB Local is at port ";

  private DynamoServer() {}

  public static void main(String[] arguments) throws Exception {
    // Text for machines must not depend on the language of the machine it is written on.
    Locale.setDefault(Locale.ROOT);
    LocalDynamoDBRequestHandler tables =
        new LocalDynamoDBRequestHandler(0, true, null, true, false);
    Server server = new Server(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
    server.setHandler(new LocalDynamoDBServerHandler(tables, null));
    server.start();
    System.out.println(READY + server.getURI().getPort());
    while (System.in.read() >= 0) {
      // Nobody writes: this waits for the end.
    }
    server.stop();
    tables.shutdown();
    System.exit(0);
  }
}
