package dev.millrace.infra.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import dev.millrace.local.http.LocalServer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A container of a function as Lambda keeps it: a process of its zip, which asks for its events at
 * a runtime API on loopback. One call at a time.
 */
final class FunctionContainer implements AutoCloseable {

  private static final String INVOCATIONS = "/2018-06-01/runtime/invocation/";
  private static final int START_SECONDS = 60;

  private final LocalServer api = new LocalServer(0);
  private final SynchronousQueue<Call> calls = new SynchronousQueue<>();
  private final Map<String, Call> running = new ConcurrentHashMap<>();
  private final CountDownLatch started = new CountDownLatch(1);
  private final AtomicInteger answered = new AtomicInteger();
  private final Duration timeout;
  private final Process process;

  private record Call(
      String id, String event, Instant deadline, CompletableFuture<String> answer) {}

  /**
   * @param name of its log in the folder of the packages
   */
  FunctionContainer(
      Packages packages,
      String module,
      String handler,
      String name,
      Duration timeout,
      Map<String, String> settings) {
    this.timeout = timeout;
    api.serve(INVOCATIONS, this::serve, List.of());
    api.start();
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("AWS_LAMBDA_RUNTIME_API", api.address().replace("http://", ""));
    environment.put("AWS_LAMBDA_FUNCTION_NAME", handler);
    environment.put("AWS_LAMBDA_LOG_STREAM_NAME", name);
    this.process = packages.function(module, handler, name + ".log", environment);
  }

  /** Waits until the handler is made. */
  void awaitStart() throws InterruptedException {
    if (!started.await(START_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the function does not start");
    }
  }

  boolean alive() {
    return process.isAlive();
  }

  /** The number of answered calls. */
  int answered() {
    return answered.get();
  }

  /** The answer to an event; empty when the function fails or takes longer than it may. */
  Optional<String> invoke(String event) throws InterruptedException {
    Call call =
        new Call(
            UUID.randomUUID().toString(),
            event,
            Instant.now().plus(timeout),
            new CompletableFuture<>());
    if (!calls.offer(call, START_SECONDS, TimeUnit.SECONDS)) {
      return Optional.empty();
    }
    try {
      return Optional.of(call.answer().get(timeout.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException | TimeoutException _) {
      return Optional.empty();
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().substring(INVOCATIONS.length());
      if (path.equals("next")) {
        started.countDown();
        give(exchange);
      } else {
        int slash = path.indexOf('/');
        Call call = Objects.requireNonNull(running.remove(path.substring(0, slash)), path);
        String answer = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        exchange.sendResponseHeaders(202, -1);
        end(call, path.substring(slash + 1), answer);
      }
    }
  }

  private void end(Call call, String outcome, String answer) {
    if (outcome.equals("response")) {
      answered.incrementAndGet();
      call.answer().complete(answer);
    } else {
      call.answer().completeExceptionally(new IllegalStateException(outcome));
    }
  }

  private void give(HttpExchange exchange) throws IOException {
    Call call;
    try {
      call = calls.take();
    } catch (InterruptedException _) {
      // Closed.
      Thread.currentThread().interrupt();
      return;
    }
    running.put(call.id(), call);
    byte[] event = call.event().getBytes(UTF_8);
    exchange.getResponseHeaders().set("Lambda-Runtime-Aws-Request-Id", call.id());
    exchange
        .getResponseHeaders()
        .set("Lambda-Runtime-Deadline-Ms", String.valueOf(call.deadline().toEpochMilli()));
    exchange.sendResponseHeaders(200, event.length);
    exchange.getResponseBody().write(event);
  }

  /** Ends the process at once, as Lambda does, and calls that are not answered. */
  @Override
  public void close() {
    process.destroyForcibly();
    running.values().forEach(call -> call.answer().cancel(false));
    api.close();
  }
}
