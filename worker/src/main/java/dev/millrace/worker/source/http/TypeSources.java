package dev.millrace.worker.source.http;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.http.Auth;
import dev.millrace.catalogue.http.HttpSource;
import dev.millrace.settings.NamedSecrets;
import dev.millrace.time.Window;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.DocumentSource;
import dev.millrace.worker.source.SizeLimits;
import dev.millrace.worker.source.api.HttpClients;
import dev.millrace.worker.source.guard.Budget;
import dev.millrace.worker.source.guard.Requests;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks for each type where its definition says: the API of its own, or else the document API.
 * Thread-safe.
 */
public final class TypeSources implements DocumentSource {

  private static final int LONGEST_NAME = 255;
  private static final BigDecimal NO_LIMIT = new BigDecimal(1_000_000);

  /** How long a definition is used before it is read again. */
  private static final long FRESH_NANOS = Duration.ofSeconds(10).toNanos();

  private final DocumentSource documentApi;
  private final Function<String, Optional<DocumentType>> types;
  private final NamedSecrets secrets;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final SizeLimits sizes;
  private final ExchangeLog log;
  private final @Nullable Tape tape;
  private final BiFunction<String, BigDecimal, Budget> budgets;
  private final Duration firstPause;
  private final Wire wire;
  private final Map<String, Known> known = new ConcurrentHashMap<>();
  private final Map<Shared, Limits> limits = new ConcurrentHashMap<>();

  /** What types must agree on to share a rate. */
  private record Shared(String host, Auth auth, BigDecimal rate) {

    /** The name of the source in the database, without a secret. */
    String name() {
      String names = String.join(" ", auth.names());
      String name = names.isEmpty() ? host : host + " " + names;
      return name.substring(0, Math.min(name.length(), LONGEST_NAME));
    }
  }

  /** The limits of this worker and those of all, and the token of OAuth 2 if it has one. */
  private record Limits(Requests requests, Budget budget, Tokens tokens) {}

  /**
   * A type as it was read.
   *
   * @param api null for the document API
   */
  private record Known(@Nullable HttpApi api, long readNanos) {}

  /**
   * @param documentApi of the types without a source of their own; closed with this
   * @param types finds a definition by the name of its type
   * @param nanoTime as of {@link System#nanoTime}
   * @param budgets the requests of all workers to a source with that name and that rate
   */
  public TypeSources(
      DocumentSource documentApi,
      Function<String, Optional<DocumentType>> types,
      NamedSecrets secrets,
      SizeLimits sizes,
      InstantSource clock,
      LongSupplier nanoTime,
      ExchangeLog log,
      BiFunction<String, BigDecimal, Budget> budgets) {
    this(
        documentApi,
        types,
        secrets,
        sizes,
        clock,
        nanoTime,
        log,
        null,
        budgets,
        HttpClients.SILENCE,
        Requests.FIRST_PAUSE);
  }

  /**
   * The sources of types in a folder, each alone, with a tape.
   *
   * @param documentApi of the types without a source of their own; closed with this
   * @param tape keeps the answers or gives them
   * @param log as for sources that are asked as usual
   */
  public static TypeSources taped(
      DocumentSource documentApi,
      Function<String, Optional<DocumentType>> types,
      NamedSecrets secrets,
      SizeLimits sizes,
      InstantSource clock,
      Tape tape,
      ExchangeLog log) {
    return new TypeSources(
        documentApi,
        types,
        secrets,
        sizes,
        clock,
        System::nanoTime,
        log,
        tape,
        (_, _) -> Budget.UNLIMITED,
        HttpClients.SILENCE,
        Requests.FIRST_PAUSE);
  }

  TypeSources(
      DocumentSource documentApi,
      Function<String, Optional<DocumentType>> types,
      NamedSecrets secrets,
      SizeLimits sizes,
      InstantSource clock,
      LongSupplier nanoTime,
      ExchangeLog log,
      @Nullable Tape tape,
      BiFunction<String, BigDecimal, Budget> budgets,
      Duration silence,
      Duration firstPause) {
    this.documentApi = documentApi;
    this.types = types;
    this.secrets = secrets;
    this.sizes = sizes;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.log = log;
    this.tape = tape;
    this.budgets = budgets;
    this.firstPause = firstPause;
    this.wire = new Wire(silence, nanoTime);
  }

  @Override
  public DocumentCursor open(String type, Window window) throws IOException, InterruptedException {
    HttpApi api = api(type);
    return api == null ? documentApi.open(type, window) : api.open(window);
  }

  @Override
  public Optional<String> host(String type) {
    return known(type).map(api -> api.source().host());
  }

  @Override
  public Optional<String> account(String type) {
    return known(type).map(api -> shared(api.source()).name());
  }

  /** For operators and waits, also while definitions cannot be read. */
  private Optional<HttpApi> known(String type) {
    Known before = known.get(type);
    return Optional.ofNullable(before == null ? api(type) : before.api());
  }

  @Override
  public boolean limitsItself(String type) {
    return api(type) != null;
  }

  private @Nullable HttpApi api(String type) {
    long now = nanoTime.getAsLong();
    Known before = known.get(type);
    if (before != null && now - before.readNanos() < FRESH_NANOS) {
      return before.api();
    }
    HttpSource source = types.apply(type).map(DocumentType::http).orElse(null);
    HttpApi api = before == null ? null : before.api();
    if (source == null) {
      api = null;
    } else if (api == null || !api.source().equals(source)) {
      api = opened(source);
    }
    known.put(type, new Known(api, now));
    return api;
  }

  private HttpApi opened(HttpSource source) {
    Limits shared = limits.computeIfAbsent(shared(source), this::limits);
    return new HttpApi(
        source,
        new Answers(
            source,
            wire,
            new Credentials(source.auth(), secrets, shared.tokens()),
            clock,
            sizes,
            log,
            tape),
        shared.requests(),
        shared.budget(),
        log);
  }

  private static Shared shared(HttpSource source) {
    return new Shared(
        source.host(), source.auth(), source.rate() == null ? NO_LIMIT : source.rate());
  }

  private Limits limits(Shared shared) {
    return new Limits(
        new Requests(shared.rate(), Requests.LONGEST_WAIT, firstPause),
        shared.rate().compareTo(NO_LIMIT) == 0
            ? Budget.UNLIMITED
            : budgets.apply(shared.name(), shared.rate()),
        new Tokens(wire, secrets, clock, log));
  }

  @Override
  public void close() {
    wire.close();
    documentApi.close();
  }
}
