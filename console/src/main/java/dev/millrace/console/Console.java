package dev.millrace.console;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.console.Assets.Asset;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The web server of the console. Views are GET, changes are POST. Thread-safe. */
public final class Console implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Console.class);

  /** Few, since every request uses a connection of the database. */
  private static final int THREADS = 12;

  private static final int MOST_BODY_BYTES = 64 * 1024;

  private static final List<String> VIEWS =
      List.of(
          "/",
          "/problems",
          "/coverage",
          "/counts",
          "/runs",
          "/runs/{run}",
          "/slices/{slice}",
          "/types/{type}");

  private static final List<String> CHANGES =
      List.of(
          "/problems/redrive",
          "/problems/replay",
          "/runs",
          "/runs/{run}/{wanted}",
          "/slices/{slice}/{wanted}");

  private final ConsoleSettings settings;
  private final Assets assets = new Assets();
  private final Gate gate;
  private final PageData data;
  private final Events events;
  private final Javalin server;

  private Console(ConsoleSettings settings, PageData data, LongSupplier nanoTime) {
    this.settings = settings;
    this.gate = new Gate(settings);
    this.data = data;
    this.events = Events.start(data, nanoTime);
    this.server = Javalin.create(this::configure);
  }

  /**
   * Starts to listen.
   *
   * @param nanoTime as of {@link System#nanoTime}
   * @throws IllegalStateException when the address is in use or not one of this machine
   */
  public static Console start(ConsoleSettings settings, PageData data, LongSupplier nanoTime) {
    Console console = new Console(settings, data, nanoTime);
    try {
      console.server.start(settings.host(), settings.port());
      return console;
    } catch (RuntimeException e) {
      console.close();
      throw new IllegalStateException(
          "the console cannot listen on %s port %d: %s; choose another one with --port"
              .formatted(settings.host(), settings.port(), e.getMessage()),
          e);
    }
  }

  /** Its address, such as {@code http://127.0.0.1:8765/}. */
  public String url() {
    String host = settings.host();
    return "http://%s:%d/".formatted(host.contains(":") ? "[" + host + "]" : host, server.port());
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.maxRequestSize = MOST_BODY_BYTES;
    config.jetty.threadPool = new QueuedThreadPool(THREADS, 2);
    routes(config.routes);
  }

  private void routes(RoutesConfig routes) {
    routes.before(this::secure);
    routes.get(Gate.LOGIN, answer -> login(answer, 200));
    routes.post(
        Gate.LOGIN,
        request -> {
          if (gate.login(request, request.formParam("token"))) {
            request.redirect("/");
          } else {
            login(request, 401);
          }
        });
    routes.get("/assets/<name>", this::asset);
    routes.sse("/events", events::add);
    VIEWS.forEach(path -> view(routes, path));
    CHANGES.forEach(path -> routes.post(path, this::change));
    routes.exception(Exception.class, this::failed);
  }

  /** The page, or with {@code ?format=json} what it shows. */
  private void view(RoutesConfig routes, String path) {
    routes.get(
        path,
        request -> {
          if (Objects.equals(request.queryParam("format"), "json")) {
            json(request, data.view(request.path(), query(request)));
          } else {
            request
                .contentType("text/html; charset=utf-8")
                .result(assets.shell(settings.csrf(), settings.readOnly()));
          }
        });
  }

  private void change(Context request) throws InterruptedException {
    json(request, data.change(request.path(), request.body()));
  }

  /** The first value of each parameter. */
  private static Map<String, String> query(Context request) {
    Map<String, String> query = new HashMap<>();
    request.queryParamMap().forEach((name, values) -> query.put(name, values.getFirst()));
    return query;
  }

  private void secure(Context request) {
    request
        .header("Content-Security-Policy", assets.contentSecurityPolicy())
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer")
        .header("Cross-Origin-Resource-Policy", "same-origin")
        .header("Cache-Control", "no-store");
    gate.check(request);
  }

  private static void login(Context answer, int status) {
    answer.status(status).contentType("text/html; charset=utf-8").result(Assets.read("login.html"));
  }

  private void asset(Context request) {
    Asset asset = assets.find(request.pathParam("name"));
    if (asset == null) {
      throw new RefusedException(404, "there is no such file");
    }
    request.header("Cache-Control", "no-cache").header("ETag", asset.etag());
    if (asset.etag().equals(request.header("If-None-Match"))) {
      request.status(304);
      return;
    }
    String accepted = request.header("Accept-Encoding");
    request.contentType(asset.contentType()).header("Vary", "Accept-Encoding");
    if (accepted != null && List.of(accepted.split("[ ,]+", -1)).contains("gzip")) {
      request.header("Content-Encoding", "gzip").result(asset.compressed());
    } else {
      request.result(asset.content());
    }
  }

  private static void json(Context answer, String json) {
    answer.contentType("application/json; charset=utf-8").result(json);
  }

  private void failed(Exception failure, Context request) {
    switch (failure) {
      case RefusedException refused -> refuse(request, refused);
      case HttpResponseException e -> error(request, e.getStatus(), String.valueOf(e.getMessage()));
      default -> {
        LOG.error("the request of {} failed", request.path(), failure);
        error(request, 500, "the request failed; the log of the console has the reason");
      }
    }
  }

  private static void refuse(Context request, RefusedException refused) {
    if (refused.status() == 401
        && request.req().getMethod().equals("GET")
        && request.queryParam("format") == null) {
      request.redirect(Gate.LOGIN);
      return;
    }
    error(request, refused.status(), String.valueOf(refused.getMessage()));
  }

  /** As a command prints it for {@code --json}. */
  private static void error(Context answer, int status, String message) {
    ObjectNode node = new JsonMapper().createObjectNode();
    node.putObject("error").put("message", message);
    answer.status(status);
    json(answer, node + "\n");
  }

  @Override
  public void close() {
    events.close();
    server.stop();
  }
}
