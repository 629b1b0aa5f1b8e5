package dev.millrace.worker.meter;

import dev.millrace.time.Window;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.DocumentSource;
import dev.millrace.worker.source.GatewayTimeoutException;
import dev.millrace.worker.source.SourceUnavailableException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.util.Optional;

/** A source whose requests are timed, from sending until the documents begin. Thread-safe. */
final class MeteredSource implements DocumentSource {

  private final DocumentSource source;
  private final MeterRegistry registry;

  /**
   * @param source closed with this
   */
  MeteredSource(DocumentSource source, MeterRegistry registry) {
    this.source = source;
    this.registry = registry;
  }

  @Override
  public DocumentCursor open(String type, Window window) throws IOException, InterruptedException {
    Timer.Sample begun = Timer.start(registry);
    String outcome = "failed";
    try {
      DocumentCursor documents = source.open(type, window);
      outcome = "answered";
      return documents;
    } catch (GatewayTimeoutException e) {
      outcome = "timed_out";
      throw e;
    } catch (SourceUnavailableException e) {
      outcome =
          e.kind() == SourceUnavailableException.Kind.ASKS_TO_WAIT ? "asked_to_wait" : outcome;
      throw e;
    } finally {
      begun.stop(
          Timer.builder("millrace.source.requests")
              .tags(Tags.of("type", type, "outcome", outcome))
              .description("requests of slices, until the documents begin")
              .register(registry));
    }
  }

  @Override
  public Optional<String> host(String type) {
    return source.host(type);
  }

  @Override
  public Optional<String> account(String type) {
    return source.account(type);
  }

  @Override
  public boolean limitsItself(String type) {
    return source.limitsItself(type);
  }

  @Override
  public void close() {
    source.close();
  }
}
