package dev.millrace.queue.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Stands between clients and the queue server on 127.0.0.1, counts the calls, and does harm to
 * those that it is told to. Actions go by their names in SQS, such as {@code ReceiveMessage}.
 */
public final class FaultProxy implements AutoCloseable {

  public static final String RECEIVE = "ReceiveMessage";
  public static final String DELETE = "DeleteMessageBatch";
  public static final String EXTEND = "ChangeMessageVisibilityBatch";
  public static final String SEND = "SendMessageBatch";
  public static final String SEND_DEAD = "SendMessage";

  private static final Duration HUNG = Duration.ofMinutes(2);

  private final HttpServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final URI target;
  private final List<Rule> rules = new CopyOnWriteArrayList<>();
  private final Map<String, Calls> calls = new ConcurrentHashMap<>();
  private volatile @Nullable Answer lastDelivery;

  /** Harm to the next calls of an action. */
  private record Rule(String action, Fault fault, AtomicInteger times) {

    boolean takes(String called) {
      return action.equals(called) && times.getAndUpdate(left -> Math.max(left - 1, 0)) > 0;
    }
  }

  /** How many there were, how many are under way, how many were at once. */
  private record Calls(AtomicInteger count, AtomicInteger now, AtomicInteger most) {

    Calls() {
      this(new AtomicInteger(), new AtomicInteger(), new AtomicInteger());
    }
  }

  private FaultProxy(HttpServer server, URI target) {
    this.server = server;
    this.target = target;
  }

  public static FaultProxy before(String endpoint) {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 256);
      FaultProxy proxy = new FaultProxy(server, URI.create(endpoint));
      server.createContext("/", proxy::answer);
      server.setExecutor(proxy.threads);
      server.start();
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException("the fault proxy cannot listen", e);
    }
  }

  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** To the next calls of that action, before what was asked for earlier. */
  public void inject(String action, int times, Fault fault) {
    rules.addFirst(new Rule(action, fault, new AtomicInteger(times)));
  }

  /** To all calls of that action, until {@link #heal}. */
  public void inject(String action, Fault fault) {
    inject(action, Integer.MAX_VALUE, fault);
  }

  public void heal() {
    rules.clear();
  }

  public int calls(String action) {
    return of(action).count().get();
  }

  public int calls() {
    return calls.values().stream().mapToInt(each -> each.count().get()).sum();
  }

  /** How many calls of the action were under way at once. */
  public int mostAtOnce(String action) {
    return of(action).most().get();
  }

  private Calls of(String action) {
    return calls.computeIfAbsent(action, _ -> new Calls());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String action = exchange.getRequestHeaders().getFirst("X-Amz-Target").replaceFirst(".*\\.", "");
    String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    try (exchange) {
      @Nullable Answer answer = counted(action, request);
      if (answer != null) {
        answer.send(exchange);
      }
    } catch (InterruptedException _) {
      // closed; the connection is cut
    }
  }

  /** A call ends before its answer is sent: the client may call again at once. */
  private @Nullable Answer counted(String action, String request)
      throws IOException, InterruptedException {
    Calls counted = of(action);
    counted.count().incrementAndGet();
    counted.most().accumulateAndGet(counted.now().incrementAndGet(), Math::max);
    try {
      return answer(action, request);
    } finally {
      counted.now().decrementAndGet();
    }
  }

  /** Null for a cut connection. */
  private @Nullable Answer answer(String action, String request)
      throws IOException, InterruptedException {
    @Nullable Rule rule =
        rules.stream().filter(each -> each.takes(action)).findFirst().orElse(null);
    if (rule == null) {
      return forward(action, request);
    }
    return switch (rule.fault()) {
      case Fault.LateRequest(Duration delay) -> {
        Thread.sleep(delay);
        yield forward(action, request);
      }
      case Fault.LateAnswer(Duration delay) -> {
        Answer answer = forward(action, request);
        Thread.sleep(delay);
        yield answer;
      }
      case Fault.Cut() -> null;
      case Fault.LostAnswer() -> {
        forward(action, request);
        yield null;
      }
      case Fault.Refusing(int status, String code) -> Answer.error(status, code);
      case Fault.RefusingEntry(int index, boolean senderFault) ->
          Answer.refusing(index, senderFault, forwardRest(index, action, request));
      case Fault.SecondDelivery() -> {
        Answer last = lastDelivery;
        yield last == null ? forward(action, request) : last;
      }
    };
  }

  private Answer forwardRest(int without, String action, String request)
      throws IOException, InterruptedException {
    return Answer.entries(request) == 1
        ? new Answer(200, "{}")
        : forward(action, Answer.without(without, request));
  }

  private Answer forward(String action, String request) throws IOException, InterruptedException {
    HttpRequest forwarded =
        HttpRequest.newBuilder(target)
            .timeout(HUNG)
            .header("Content-Type", "application/x-amz-json-1.0")
            .header("X-Amz-Target", "AmazonSQS." + action)
            .POST(HttpRequest.BodyPublishers.ofString(request))
            .build();
    HttpResponse<String> response = client.send(forwarded, HttpResponse.BodyHandlers.ofString());
    Answer answer = Answer.of(response);
    if (action.equals(RECEIVE) && answer.bringsMessages()) {
      lastDelivery = answer;
    }
    return answer;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    client.shutdownNow();
    client.close();
  }
}
