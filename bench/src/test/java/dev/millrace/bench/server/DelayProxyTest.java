package dev.millrace.bench.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.aws.LocalQueues;
import dev.millrace.queue.sqs.SqsClients;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

class DelayProxyTest {

  private static final LocalQueues QUEUES = LocalQueues.start();
  private static final DelayProxy PROXY = DelayProxy.start(URI.create(QUEUES.endpoint()).getPort());
  private static final SqsClient CLIENT =
      SqsClients.create(
          4,
          settings ->
              settings
                  .endpointOverride(URI.create(PROXY.endpoint()))
                  .region(Region.of(QUEUES.region()))
                  .credentialsProvider(AnonymousCredentialsProvider.create()));

  @AfterAll
  static void close() {
    CLIENT.close();
    PROXY.close();
    QUEUES.close();
  }

  @Test
  void calls_pass_and_those_of_the_queue_are_counted_up_to_its_last_delete() {
    String url = QUEUES.createQueue("counted", 60);
    String other = QUEUES.createQueue("counted-2", 60);
    PROXY.begin(url, Duration.ZERO);

    CLIENT.sendMessage(request -> request.queueUrl(other).messageBody("not counted"));
    CLIENT.sendMessage(request -> request.queueUrl(url).messageBody("counted"));
    Message message = CLIENT.receiveMessage(request -> request.queueUrl(url)).messages().getFirst();
    CLIENT.deleteMessage(request -> request.queueUrl(url).receiptHandle(message.receiptHandle()));
    CLIENT.receiveMessage(request -> request.queueUrl(url));

    assertThat(message.body()).isEqualTo("counted");
    assertThat(PROXY.calls().traffic(0).calls()).isEqualTo(3);
  }

  @Test
  void each_answer_is_delayed() {
    String url = QUEUES.createQueue("delayed", 60);
    Duration delay = Duration.ofMillis(150);
    PROXY.begin(url, delay);

    long begun = System.nanoTime();
    CLIENT.sendMessage(request -> request.queueUrl(url).messageBody("a"));
    CLIENT.sendMessage(request -> request.queueUrl(url).messageBody("b"));

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(delay.multipliedBy(2));
  }

  @Test
  void held_calls_pass_after_the_release_and_those_of_all_queues_are_counted() throws Exception {
    String one = QUEUES.createQueue("held", 60);
    String two = QUEUES.createQueue("held-2", 60);
    PROXY.hold();

    CompletableFuture<?> first = send(one);
    CompletableFuture<?> second = send(two);
    TimeUnit.MILLISECONDS.sleep(100);
    assertThat(List.of(first.isDone(), second.isDone())).containsOnly(false);
    PROXY.beginAll();
    PROXY.release();
    CompletableFuture.allOf(first, second).get(10, TimeUnit.SECONDS);
    Message message = CLIENT.receiveMessage(request -> request.queueUrl(one)).messages().getFirst();
    CLIENT.deleteMessage(request -> request.queueUrl(one).receiptHandle(message.receiptHandle()));

    assertThat(PROXY.calls().traffic(0).calls()).isEqualTo(4);
  }

  private static CompletableFuture<?> send(String url) {
    return CompletableFuture.runAsync(
        () -> CLIENT.sendMessage(request -> request.queueUrl(url).messageBody("a")));
  }
}
