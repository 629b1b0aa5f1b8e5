package dev.millrace.local.browser;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A real browser with one page, driven by its DevTools protocol; it ends with {@link #close}. Waits
 * at most 30 seconds for anything. Not thread-safe.
 */
public final class Chromium implements AutoCloseable, WebSocket.Listener {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Process process;
  private final Path profile;
  private final WebSocket socket;
  private final AtomicInteger numbers = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final StringBuilder received = new StringBuilder();

  private Chromium(Path program, Path profile) throws IOException, InterruptedException {
    this.profile = profile;
    this.process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-extensions",
                "--disable-background-networking",
                "--hide-scrollbars",
                "--force-color-profile=srgb",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("log").toFile())
            .start();
    URI page = URI.create(page(profile.resolve("DevToolsActivePort")));
    this.socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(page, this).join();
    call("Page.enable", JSON.createObjectNode());
  }

  /** The browser of this machine; empty without one. */
  public static Optional<Path> program() {
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .flatMap(
            name ->
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                    .map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts the browser with an empty cache.
   *
   * @throws IllegalStateException if it does not start
   */
  public static Chromium start() throws IOException, InterruptedException {
    return new Chromium(program().orElseThrow(), Files.createTempDirectory("millrace-chromium"));
  }

  private String page(Path portFile) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    while (!Files.exists(portFile) || Files.size(portFile) == 0) {
      if (!process.isAlive() || System.nanoTime() - begun > PATIENCE.toNanos()) {
        throw new IllegalStateException(
            "the browser did not start: " + Files.readString(profile.resolve("log")));
      }
      Thread.sleep(20);
    }
    String port = Files.readAllLines(portFile).getFirst();
    HttpRequest list =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%s/json/list".formatted(port))).build();
    while (true) {
      JsonNode targets =
          JSON.readTree(HttpClient.newHttpClient().send(list, BodyHandlers.ofString()).body());
      for (JsonNode target : targets) {
        if (target.at("/type").asText().equals("page")) {
          return target.at("/webSocketDebuggerUrl").asText();
        }
      }
      if (System.nanoTime() - begun > PATIENCE.toNanos()) {
        throw new IllegalStateException("the browser has no page");
      }
      Thread.sleep(20);
    }
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    received.append(data);
    if (last) {
      try {
        JsonNode message = JSON.readTree(received.toString());
        CompletableFuture<JsonNode> answer = waiting.remove(message.path("id").asInt());
        if (answer != null) {
          answer.complete(message);
        }
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      } finally {
        received.setLength(0);
      }
    }
    from.request(1);
    return CompletableFuture.completedFuture(null);
  }

  private JsonNode call(String method, ObjectNode parameters) {
    int number = numbers.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(number, answer);
    ObjectNode request = JSON.createObjectNode().put("id", number).put("method", method);
    request.set("params", parameters);
    socket.sendText(request.toString(), true).join();
    try {
      JsonNode message = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (message.has("error")) {
        throw new AssertionError(method + ": " + message.get("error"));
      }
      return message.get("result");
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(method + " has no answer", e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The value of an expression, which may be a promise. */
  public JsonNode evaluate(String expression) {
    JsonNode answer =
        call(
            "Runtime.evaluate",
            JSON.createObjectNode()
                .put("expression", expression)
                .put("awaitPromise", true)
                .put("returnByValue", true));
    if (answer.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
    }
    return answer.at("/result/value");
  }

  /** Waits until an expression is true. */
  public void await(String expression) {
    long begun = System.nanoTime();
    while (!evaluate("Boolean(" + expression + ")").asBoolean()) {
      if (System.nanoTime() - begun > PATIENCE.toNanos()) {
        throw new AssertionError(expression + " did not become true; the page has: " + text());
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Opens a page and waits for its heading. */
  public void open(String url) {
    call("Page.navigate", JSON.createObjectNode().put("url", url));
    await(
        "location.href === %s && document.querySelector('h1') && document.querySelector('h1').innerText !== '…'"
            .formatted(JSON.valueToTree(url)));
  }

  /** The visible text of the page. */
  public String text() {
    return evaluate("document.body ? document.body.innerText : ''").asText();
  }

  /** Presses a button or link with that text. */
  public void press(String text) {
    String element =
        "[...document.querySelectorAll('button, a, summary')].find(e => e.innerText.trim() === %s && !e.disabled)"
            .formatted(JSON.valueToTree(text));
    await(element);
    evaluate(element + ".click()");
  }

  /** Presses a key, with or without Shift. */
  public void key(String key, boolean shift) {
    for (String type : List.of("keyDown", "keyUp")) {
      ObjectNode event =
          JSON.createObjectNode().put("type", type).put("key", key).put("modifiers", shift ? 8 : 0);
      if (type.equals("keyDown") && key.length() == 1) {
        event.put("text", key);
      }
      if (key.equals("Enter")) {
        event.put("windowsVirtualKeyCode", 13).put("code", "Enter");
      }
      if (key.equals("Tab")) {
        event.put("windowsVirtualKeyCode", 9).put("code", "Tab");
      }
      call("Input.dispatchKeyEvent", event);
    }
  }

  /** Drags the mouse along a line. */
  public void drag(double fromX, double fromY, double toX, double toY) {
    mouse("mousePressed", fromX, fromY);
    mouse("mouseMoved", (fromX + toX) / 2, (fromY + toY) / 2);
    mouse("mouseMoved", toX, toY);
    mouse("mouseReleased", toX, toY);
  }

  private void mouse(String type, double x, double y) {
    call(
        "Input.dispatchMouseEvent",
        JSON.createObjectNode()
            .put("type", type)
            .put("x", x)
            .put("y", y)
            .put("button", "left")
            .put("buttons", type.equals("mouseReleased") ? 0 : 1)
            .put("clickCount", 1));
  }

  /** The size of the window in CSS pixels. */
  public void size(int width, int height) {
    call(
        "Emulation.setDeviceMetricsOverride",
        JSON.createObjectNode()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", width < 600));
  }

  /** The theme that the reader prefers. */
  public void theme(String scheme) {
    ObjectNode media = JSON.createObjectNode();
    media.putArray("features").addObject().put("name", "prefers-color-scheme").put("value", scheme);
    call("Emulation.setEmulatedMedia", media);
  }

  /** A picture of the window as WebP. */
  public byte[] screenshot() {
    try {
      return call(
              "Page.captureScreenshot",
              JSON.createObjectNode().put("format", "webp").put("quality", 88))
          .get("data")
          .binaryValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
    try (Stream<Path> files = Files.walk(profile)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (UncheckedIOException _) {
      // a process of the browser may still write while it ends
    }
  }
}
