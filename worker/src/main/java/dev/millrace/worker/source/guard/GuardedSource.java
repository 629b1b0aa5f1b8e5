package dev.millrace.worker.source.guard;

import dev.millrace.time.Window;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.DocumentSource;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.SourceUnavailableException.Kind;
import dev.millrace.worker.source.UnexpectedAnswerException;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source with retries, a rate limit and, for each type, a circuit that stops the requests while
 * the source keeps failing for that type. Thread-safe.
 */
public final class GuardedSource implements DocumentSource {

  private static final Logger log = LoggerFactory.getLogger(GuardedSource.class);

  /** How long a due probe is left to {@link #probeDue} before a slice may be the probe. */
  private static final Duration PROBED_BY_OTHERS = Duration.ofSeconds(10);

  private final String name;
  private final DocumentSource source;
  private final InstantSource clock;
  private final Requests requests;
  private final Map<String, GuardedType> types = new ConcurrentHashMap<>();

  /**
   * @param name of the source, for operators
   * @param source closed with this
   * @param perSecond maximum requests per second
   * @param longestWait how long a request may wait for the rate limit
   * @param firstPause the approximate pause before the second try; doubled before the third
   */
  public GuardedSource(
      String name,
      DocumentSource source,
      int perSecond,
      InstantSource clock,
      Duration longestWait,
      Duration firstPause) {
    this.name = name;
    this.source = source;
    this.clock = clock;
    this.requests = new Requests(BigDecimal.valueOf(perSecond), longestWait, firstPause);
  }

  /**
   * A type whose circuit is open.
   *
   * @param since when it opened
   * @param failure the newest failure
   * @param nextProbe when the source is asked for this type again
   */
  public record OpenCircuit(
      String source, String type, Instant since, String failure, Instant nextProbe) {}

  /**
   * Why a slice cannot be imported now.
   *
   * @param time how long the slice should wait
   */
  public record Refusal(String reason, Duration time) {}

  /**
   * Opens the documents of a slice. Reading them throws a plain {@link IOException} when the answer
   * is cut off.
   *
   * @throws SourceUnavailableException when the source is unreachable, rejects the key, asks to
   *     wait or fails, after three tries at most a second apart; and while the type's circuit is
   *     open
   */
  @Override
  public DocumentCursor open(String type, Window window) throws InterruptedException {
    GuardedType guarded = guarded(type);
    Circuit.Call call = guarded.circuit().begin().orElseThrow(() -> open(type));
    try {
      GuardedDocuments documents = new GuardedDocuments(opened(type, window), call);
      guarded.answered(window);
      return documents;
    } catch (SourceUnavailableException e) {
      failed(guarded, type, window, call, e);
      throw e;
    } catch (Throwable e) {
      call.cancelled(); // an Error, for example, must not keep the circuit half-open
      throw e;
    }
  }

  private DocumentCursor opened(String type, Window window) throws InterruptedException {
    String what = "%s %s".formatted(type, window);
    if (source.limitsItself(type)) {
      try {
        return source.open(type, window);
      } catch (IOException e) {
        throw new SourceUnavailableException(Kind.FAILS, "the source failed for " + what, e);
      }
    }
    return requests.send(what, () -> source.open(type, window));
  }

  private void failed(
      GuardedType guarded,
      String type,
      Window window,
      Circuit.Call call,
      SourceUnavailableException e) {
    if (e.kind() == Kind.THROTTLED) {
      call.cancelled();
      return;
    }
    if (e.kind().answers()) {
      call.succeeded(); // only not all of this window
      return;
    }
    guarded.failed(window);
    boolean before = guarded.circuit().trouble().isPresent();
    if (e.kind() == Kind.REFUSES_KEY && source.limitsItself(type)) {
      call.refused(String.valueOf(e.getMessage()));
    } else {
      call.failed(String.valueOf(e.getMessage()));
    }
    if (!before && guarded.circuit().trouble().isPresent()) {
      log.warn("{}: the source keeps failing, circuit open: {}", type, e.getMessage());
    }
  }

  private SourceUnavailableException open(String type) {
    Refusal refusal = refusal(type).orElse(new Refusal("circuit open", Circuit.PAUSE));
    return new SourceUnavailableException(Kind.THROTTLED, refusal.reason(), refusal.time());
  }

  private GuardedType guarded(String type) {
    return types.computeIfAbsent(type, _ -> new GuardedType(clock));
  }

  /**
   * Why a slice of the type cannot be imported now; empty when it can be tried. The longer the
   * circuit is open, the longer the wait: half of that time, at most 15 minutes. When nobody probes
   * the type, the slice may.
   */
  public Optional<Refusal> refusal(String type) {
    GuardedType guarded = types.get(type);
    if (guarded == null) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    return guarded
        .circuit()
        .trouble()
        .filter(
            trouble ->
                !(guarded.circuit().probeDue()
                    && now.isAfter(trouble.nextProbe().plus(PROBED_BY_OTHERS))))
        .map(
            trouble ->
                new Refusal(
                    "the source keeps failing for %s, circuit open since %s, next probe %s: %s"
                        .formatted(
                            type,
                            trouble.since().truncatedTo(ChronoUnit.SECONDS),
                            trouble.nextProbe().truncatedTo(ChronoUnit.SECONDS),
                            trouble.failure()),
                    ProbeWait.of(
                        Duration.between(trouble.since(), now),
                        Duration.between(now, trouble.nextProbe()))));
  }

  /**
   * Whether the source answers a narrower question of the same type while it fails for a slice: one
   * second of the slice of that type that it answered last or, without one, of the failing slice
   * itself. Sends that request and reads the answer to its end.
   */
  public boolean answersNarrower(String type, Window failing) throws InterruptedException {
    Window second = guarded(type).narrower(failing);
    return second != null && answers(type, second);
  }

  private boolean answers(String type, Window second) throws InterruptedException {
    try (DocumentCursor documents = open(type, second)) {
      while (documents.next()) {
        // only read to the end
      }
      return true;
    } catch (SourceUnavailableException | UnexpectedAnswerException | IOException e) {
      log.debug("{} is still unavailable: {}", type, e.getMessage());
      return false;
    }
  }

  /** The types whose circuit is open, in the order of their names. */
  public List<OpenCircuit> openCircuits() {
    return types.entrySet().stream()
        .flatMap(
            entry ->
                entry.getValue().circuit().trouble().stream()
                    .map(open -> circuit(entry.getKey(), open)))
        .sorted(Comparator.comparing(OpenCircuit::type))
        .toList();
  }

  /** The host that a type is read from. */
  public String hostOf(String type) {
    return source.host(type).orElse(name);
  }

  /** What a type shares its quota by; empty for the document API. */
  @Override
  public Optional<String> account(String type) {
    return source.account(type);
  }

  /** How long ago the newest request for the type began that was answered; empty without one. */
  public Optional<Duration> sinceAnswer(String type) {
    GuardedType guarded = types.get(type);
    return guarded == null
        ? Optional.empty()
        : guarded.circuit().answered().map(at -> Duration.between(at, clock.instant()));
  }

  /** The circuit of a type while it is open. */
  public Optional<OpenCircuit> openCircuit(String type) {
    GuardedType guarded = types.get(type);
    return guarded == null
        ? Optional.empty()
        : guarded.circuit().trouble().map(open -> circuit(type, open));
  }

  private OpenCircuit circuit(String type, Circuit.Trouble open) {
    return new OpenCircuit(hostOf(type), type, open.since(), open.failure(), open.nextProbe());
  }

  /** Whether a type may be probed now. */
  public boolean hasDueProbe() {
    return types.values().stream().anyMatch(type -> type.circuit().probeDue());
  }

  /**
   * Begins a probe of each type that may be probed now, each on a thread of its own, so that a type
   * that does not answer delays no other.
   */
  public void probeDue() {
    types.forEach(
        (type, guarded) -> {
          if (guarded.circuit().probeDue()) {
            Thread.ofVirtual().name("probe-" + type).start(() -> probeQuietly(type));
          }
        });
  }

  private void probeQuietly(String type) {
    try {
      if (probe(type)) {
        log.warn("{}: the source answers again, circuit closed", type);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Asks for one second of a type with an open circuit, unless it is too early. An answer closes
   * the circuit; after a failure, no request of the type is sent for 30 s.
   *
   * @return whether the source answered
   */
  public boolean probe(String type) throws InterruptedException {
    GuardedType guarded = types.get(type);
    return guarded != null && guarded.circuit().probeDue() && answers(type, guarded.probe());
  }

  @Override
  public void close() {
    source.close();
  }
}
