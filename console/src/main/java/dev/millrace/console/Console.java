package dev.millrace.console;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalogue.InvalidDefinitionException;
import dev.millrace.console.Assets.Asset;
import dev.millrace.database.DatabaseException;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The web server of the console. Views are GET, changes are POST. Thread-safe. */
public final class Console implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Console.class);

  /** Few, since every request uses a connection of the database. */
  private static final int THREADS = 12;

  private static final int MOST_BODY_BYTES = 64 * 1024;

  private final ConsoleSettings settings;
  private final Assets assets = new Assets();
  private final Gate gate;
  private final Views views;
  private final Changes changes;
  private final Events events;
  private final Function<DatabaseException, String> explain;
  private final Javalin server;

  private Console(ConsoleSettings settings, Deployment deployment) {
    this.settings = settings;
    this.gate = new Gate(settings);
    this.views = new Views(deployment);
    this.changes = new Changes(deployment);
    this.explain = deployment.explain();
    this.events = Events.start(deployment);
    this.server = Javalin.create(this::configure);
  }

  /**
   * Starts to listen.
   *
   * @throws IllegalStateException when the address is in use or not one of this machine
   */
  public static Console start(ConsoleSettings settings, Deployment deployment) {
    Console console = new Console(settings, deployment);
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
    view(routes, "/", _ -> views.status());
    view(routes, "/problems", _ -> views.problems());
    view(routes, "/coverage", views::coverage);
    view(routes, "/counts", views::counts);
    view(routes, "/runs", _ -> views.status());
    view(routes, "/runs/{run}", request -> views.run(number(request, "run")));
    view(routes, "/slices/{slice}", request -> views.slice(number(request, "slice")));
    view(routes, "/types/{type}", request -> views.type(request.pathParam("type")));
    routes.post(
        "/problems/redrive",
        request -> {
          json(request, changes.redrive(request.body()));
          views.forgetLetters();
        });
    routes.post("/problems/replay", request -> json(request, changes.replay(request.body())));
    routes.post("/runs", request -> json(request, changes.backfill(request.body())));
    routes.post(
        "/runs/{run}/{wanted}",
        request ->
            json(request, changes.state(number(request, "run"), request.pathParam("wanted"))));
    routes.post(
        "/slices/{slice}/{wanted}",
        request ->
            json(request, changes.slice(number(request, "slice"), request.pathParam("wanted"))));
    routes.exception(Exception.class, this::failed);
  }

  /** What a view answers. */
  @FunctionalInterface
  private interface View {
    String of(Context request) throws Exception;
  }

  /** The page, or with {@code ?format=json} what it shows. */
  private void view(RoutesConfig routes, String path, View view) {
    routes.get(
        path,
        request -> {
          if (Objects.equals(request.queryParam("format"), "json")) {
            json(request, view.of(request));
          } else {
            request
                .contentType("text/html; charset=utf-8")
                .result(assets.shell(settings.csrf(), settings.readOnly()));
          }
        });
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

  private static long number(Context request, String parameter) {
    return Query.number(parameter, request.pathParam(parameter), 0, Long.MAX_VALUE);
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
      case InvalidDefinitionException e -> error(request, 500, String.valueOf(e.getMessage()));
      case IllegalArgumentException e -> error(request, 400, String.valueOf(e.getMessage()));
      case DatabaseException e when e.unavailable() -> error(request, 503, explain.apply(e));
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
