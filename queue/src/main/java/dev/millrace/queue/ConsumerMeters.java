package dev.millrace.queue;

import dev.millrace.queue.sqs.Durations;
import dev.millrace.queue.sqs.QueueCalls;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Registers a consumer's metrics with a Micrometer registry, with the tag {@code queue}. The
 * consumer counts in any case; the numbers are read only when the registry is.
 */
public final class ConsumerMeters implements MeterBinder {

  private final QueueConsumer consumer;
  private final QueueCalls calls;
  private final Tally tally;
  private final Tags tags;

  public ConsumerMeters(QueueConsumer consumer) {
    this.consumer = consumer;
    this.calls = consumer.queue().calls();
    this.tally = consumer.tally();
    this.tags = Tags.of("queue", consumer.queue().name());
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    bindMessages(registry);
    bindCalls(registry);
    bindVisibility(registry);
  }

  private void bindMessages(MeterRegistry registry) {
    Gauge.builder("millrace.messages.in.hand", consumer, each -> each.extender().inHand())
        .description("messages received and not yet acknowledged")
        .tags(tags)
        .register(registry);
    Gauge.builder("millrace.messages.overdue", consumer, each -> each.extender().overdue())
        .description(
            "messages whose handler still runs although its time is over, each with its permit")
        .tags(tags)
        .register(registry);
    Gauge.builder("millrace.messages.waiting", consumer, each -> each.load().waiting())
        .description("messages received ahead that wait for a permit")
        .tags(tags)
        .register(registry);
    Gauge.builder("millrace.messages.acknowledging", consumer, each -> each.load().acknowledging())
        .description("messages without a permit whose acknowledgement is not confirmed")
        .tags(tags)
        .register(registry);
    Gauge.builder("millrace.permits.free", consumer, each -> each.load().freePermits())
        .description("handlers that could begin at once")
        .tags(tags)
        .register(registry);
    timer(registry, "millrace.queue.age", "time until the first receive", calls.waits);
    counter(registry, "millrace.messages.received", "messages received", tags, tally.received);
    String settled = "millrace.messages.settled";
    String meaning = "messages by outcome";
    counter(registry, settled, meaning, tags.and("outcome", "done"), tally.done);
    counter(registry, settled, meaning, tags.and("outcome", "retried"), tally.retried);
    counter(registry, settled, meaning, tags.and("outcome", "dead_lettered"), tally.deadLettered);
    counter(registry, settled, meaning, tags.and("outcome", "returned"), tally.returned);
    counter(registry, settled, meaning, tags.and("outcome", "abandoned"), tally.abandoned);
    counter(
        registry,
        "millrace.duplicates.skipped",
        "messages whose work an earlier delivery had already done",
        tags,
        tally.duplicates);
    tally.deadLetters.forEach(
        (cause, letters) ->
            counter(
                registry,
                "millrace.dead.letters",
                "dead letters sent",
                tags.and("reason", cause.name().toLowerCase(Locale.ROOT)),
                letters));
  }

  private void bindCalls(MeterRegistry registry) {
    String name = "millrace.queue.calls";
    String meaning = "calls to the queue, including failed ones";
    counter(registry, name, meaning, tags.and("kind", "receive"), calls.receives);
    counter(registry, name, meaning, tags.and("kind", "delete"), calls.deletes);
    counter(registry, name, meaning, tags.and("kind", "visibility"), calls.visibilityChanges);
    counter(registry, name, meaning, tags.and("kind", "send"), calls.sends);
    String receives = "millrace.receives";
    String fill = "receives by how many of the requested messages they returned";
    counter(registry, receives, fill, tags.and("fill", "empty"), calls.empty);
    counter(registry, receives, fill, tags.and("fill", "partial"), calls.partial);
    counter(registry, receives, fill, tags.and("fill", "full"), calls.full);
    Gauge.builder("millrace.queue.calls.per.thousand", consumer, _ -> callsPerThousand())
        .description("receives, deletes and visibility changes per 1,000 messages since the start")
        .tags(tags)
        .register(registry);
    counter(
        registry,
        "millrace.deletes.failed",
        "messages whose delete was refused and retried",
        tags,
        calls.failedDeletes);
  }

  private void bindVisibility(MeterRegistry registry) {
    VisibilityExtender extender = consumer.extender();
    timer(registry, "millrace.extension.lag", "from due to confirmed", extender.lags());
    TimeGauge.builder(
            "millrace.extension.lag.max",
            extender.lags(),
            TimeUnit.NANOSECONDS,
            Durations::longestNanos)
        .description("the longest since the start")
        .tags(tags)
        .register(registry);
    counter(
        registry,
        "millrace.visibility.lost",
        "messages that other consumers may have received during their processing",
        tags,
        extender.lost());
  }

  /** NaN before the first message has ended. */
  private double callsPerThousand() {
    long all = calls.receives.sum() + calls.deletes.sum() + calls.visibilityChanges.sum();
    long ended = tally.done.sum() + tally.deadLettered.sum();
    return ended == 0 ? Double.NaN : 1000.0 * all / ended;
  }

  private static void counter(
      MeterRegistry registry, String name, String meaning, Tags tags, LongAdder counted) {
    FunctionCounter.builder(name, counted, LongAdder::sum)
        .description(meaning)
        .tags(tags)
        .register(registry);
  }

  private void timer(MeterRegistry registry, String name, String meaning, Durations durations) {
    FunctionTimer.builder(name, durations, Durations::count, Durations::nanos, TimeUnit.NANOSECONDS)
        .description(meaning)
        .tags(tags)
        .register(registry);
  }
}
