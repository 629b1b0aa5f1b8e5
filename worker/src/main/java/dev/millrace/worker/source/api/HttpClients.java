package dev.millrace.worker.source.api;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** The parts that all clients of sources share. */
public final class HttpClients {

  /** The timeout of an answer, and of each part of its body. */
  public static final Duration SILENCE = Duration.ofSeconds(60);

  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private HttpClients() {}

  /**
   * A client that does not follow redirects, since it would send the key along. HTTP/1.1 uses a
   * connection per answer: on a shared one a stream that is read slowly would block the others.
   */
  public static HttpClient client() {
    return HttpClient.newBuilder()
        .connectTimeout(CONNECT)
        .followRedirects(HttpClient.Redirect.NEVER)
        .version(HttpClient.Version.HTTP_1_1)
        .build();
  }

  /** A thread that ends reads which take too long; it does not keep the process alive. */
  public static ScheduledThreadPoolExecutor timer(String name) {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name).factory());
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  /** Whether an answer of this status names another address. */
  public static boolean redirects(int status) {
    return REDIRECTS.contains(status);
  }
}
