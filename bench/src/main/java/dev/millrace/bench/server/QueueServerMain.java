package dev.millrace.bench.server;

import dev.millrace.bench.process.CommandLoop;
import dev.millrace.local.aws.LocalQueues;
import dev.millrace.queue.sqs.SqsClients;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.InstantSource;
import java.util.Locale;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The queue server as a process: ElasticMQ and its proxy. */
public final class QueueServerMain {

  private QueueServerMain() {}

  public static void main(String[] arguments) throws IOException {
    // Text for machines must not depend on the locale.
    Locale.setDefault(Locale.ROOT);
    PrintStream answers = System.out;
    System.setOut(System.err);
    try (LocalQueues queues = LocalQueues.start();
        DelayProxy proxy = DelayProxy.start(URI.create(queues.endpoint()).getPort());
        SqsClient client =
            SqsClients.create(
                16,
                settings ->
                    settings
                        .endpointOverride(URI.create(queues.endpoint()))
                        .region(Region.of(queues.region()))
                        .credentialsProvider(AnonymousCredentialsProvider.create()))) {
      QueueServer server = new QueueServer(queues, client, proxy, InstantSource.system());
      CommandLoop.serve(System.in, answers, ServerCommand.class, server::carryOut);
    }
  }
}
