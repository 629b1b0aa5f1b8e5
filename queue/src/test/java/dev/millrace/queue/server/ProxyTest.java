package dev.millrace.queue.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.local.aws.LocalQueues;
import dev.millrace.queue.sqs.SqsClients;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The system has a proxy that does not answer. */
@Isolated("the system properties are everybody's")
final class ProxyTest {

  @BeforeEach
  void set() {
    System.setProperty("http.proxyHost", "127.0.0.1");
    System.setProperty("http.proxyPort", "9");
    System.setProperty("http.nonProxyHosts", "*.example.org");
  }

  @AfterEach
  void clear() {
    System.clearProperty("http.proxyHost");
    System.clearProperty("http.proxyPort");
    System.clearProperty("http.nonProxyHosts");
  }

  @Test
  void queues_on_this_machine_are_asked_directly() {
    try (LocalQueues queues = LocalQueues.start();
        SqsClient client = SqsClients.local(2, queues.endpoint(), queues.region())) {
      assertThat(client.listQueues().queueUrls()).contains(queues.url("import"));

      String named = queues.endpoint().replace("127.0.0.1", "localhost");
      try (SqsClient other = SqsClients.local(2, named, queues.region())) {
        assertThat(other.listQueues().queueUrls()).isNotEmpty();
      }
    }
  }

  @Test
  void others_are_asked_through_the_proxy() {
    try (SqsClient client =
        SqsClients.create(
            2,
            settings ->
                settings
                    .endpointOverride(URI.create("http://sqs.invalid"))
                    .region(Region.EU_WEST_1)
                    .credentialsProvider(AnonymousCredentialsProvider.create()))) {
      assertThatThrownBy(client::listQueues)
          .isInstanceOf(SdkClientException.class)
          .hasMessageContaining("127.0.0.1:9");
    }
  }
}
