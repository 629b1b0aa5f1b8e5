package dev.millrace.local.apis;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Events as Stripe lists them. */
final class StripeEvents {
  private static final List<String> TYPES =
      List.of("charge.succeeded", "charge.refunded", "invoice.paid", "payout.paid");
  private static final List<String> CURRENCIES = List.of("eur", "nok", "usd");

  private StripeEvents() {}

  /**
   * @param number of the event in its account: among events of one second a higher one is newer
   */
  static HeldDocument event(int number, Instant second, Random random) {
    String id = "evt_%08d%08x".formatted(number, random.nextInt());
    String type = TYPES.get(random.nextInt(TYPES.size()));
    ObjectNode event =
        Answer.object()
            .put("id", id)
            .put("object", "event")
            .put("api_version", "2025-06-30.basil")
            .put("created", second.getEpochSecond());
    event
        .putObject("data")
        .putObject("object")
        .put("id", "obj_%08x".formatted(random.nextInt()))
        .put("object", type.substring(0, type.indexOf('.')))
        .put("amount", 100 + random.nextInt(1_000_000))
        .put("currency", CURRENCIES.get(random.nextInt(CURRENCIES.size())))
        .putObject("metadata");
    event.put("livemode", false).put("pending_webhooks", 1 + random.nextInt(2));
    event.putObject("request").putNull("id").putNull("idempotency_key");
    event.put("type", type);
    return new HeldDocument(id, second, event);
  }
}
