package dev.millrace.torture.process;

import dev.millrace.settings.PipelineQueue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The process of the queues, and what the campaign itself does to them. Thread-safe. */
public final class QueueServer implements AutoCloseable {

  public static final List<String> WORK =
      Stream.of(PipelineQueue.values()).map(PipelineQueue::text).toList();

  private static final Duration LONGEST_START = Duration.ofMinutes(5);
  private static final Pattern NUMBER = Pattern.compile("Messages\\w*\"\\s*:\\s*\"(\\d+)\"");

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final int port = freePort();
  private final Path log;
  private Process process;

  /** Starts it and waits until it answers. */
  public QueueServer(Path log) throws InterruptedException {
    this.log = log;
    this.process = launch();
    await();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port", e);
    }
  }

  private Process launch() {
    return Jvm.start(
        QueueServerMain.class.getName(),
        "",
        List.of("-Xmx512m"),
        Map.of(),
        log,
        List.of(Integer.toString(port)));
  }

  private void await() throws InterruptedException {
    long deadline = System.nanoTime() + LONGEST_START.toNanos();
    while (WORK.stream().anyMatch(queue -> waiting(queue) < 0)) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("the queue server does not answer; see " + log);
      }
      Thread.sleep(50);
    }
  }

  public int port() {
    return port;
  }

  public String url(String queue) {
    return "http://127.0.0.1:%d/000000000000/%s".formatted(port, queue);
  }

  public long pid() {
    return process.pid();
  }

  /** Kills it, with which all messages are lost, and starts it again. */
  public synchronized void lose() throws InterruptedException {
    process.destroyForcibly();
    process.onExit().join();
    process = launch();
    await();
  }

  public void purge(String queue) {
    call("PurgeQueue", "{\"QueueUrl\":\"%s\"}".formatted(url(queue)));
  }

  /** Sends a message. */
  public void send(String queue, String body, int delaySeconds) {
    String text = body.replace("\\", "\\\\").replace("\"", "\\\"");
    call(
        "SendMessage",
        "{\"QueueUrl\":\"%s\",\"MessageBody\":\"%s\",\"DelaySeconds\":%d}"
            .formatted(url(queue), text, delaySeconds));
  }

  /** Messages on a queue, in hand or delayed; -1 when the server does not answer. */
  public long waiting(String queue) {
    String answer =
        call(
            "GetQueueAttributes",
            "{\"QueueUrl\":\"%s\",\"AttributeNames\":[\"All\"]}".formatted(url(queue)));
    Matcher numbers = NUMBER.matcher(answer);
    long found = 0;
    boolean any = false;
    while (numbers.find()) {
      any = true;
      found += Long.parseLong(numbers.group(1));
    }
    return any ? found : -1;
  }

  /** Empty when there is no answer. */
  private String call(String action, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port))
            .timeout(Duration.ofSeconds(5))
            .header("Content-Type", "application/x-amz-json-1.0")
            .header("X-Amz-Target", "AmazonSQS." + action)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException _) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    client.shutdownNow();
  }
}
