package dev.millrace.worker;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.Lookup;
import dev.millrace.plan.Dispatcher;
import dev.millrace.queue.sqs.SendFailedException;
import dev.millrace.rejected.Replays;
import dev.millrace.worker.lookup.LookupFailedException;
import dev.millrace.worker.mapping.DocumentMapper;
import dev.millrace.worker.mapping.Mappers;
import dev.millrace.worker.mapping.privacy.MissingHashKeyException;
import dev.millrace.worker.mapping.row.MappedDocument.Rejected;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Repeats lookups that found nothing, and plans a replay of the documents that they now resolve.
 * Thread-safe.
 */
final class LookupRetries {

  private static final Logger log = LoggerFactory.getLogger(LookupRetries.class);

  private final Replays replays;
  private final Mappers mappers;
  private final Dispatcher dispatcher;

  LookupRetries(Replays replays, Mappers mappers, Dispatcher dispatcher) {
    this.replays = replays;
    this.mappers = mappers;
    this.dispatcher = dispatcher;
  }

  /** Repeats the due lookups of a type; a lookup that fails waits for a later hint. */
  void run(DocumentType type) {
    if (type.mapping().columns().stream().allMatch(column -> column.lookup() == null)) {
      return;
    }
    try {
      DocumentMapper mapper = mappers.of(type);
      int slices = replays.retryLookups(type.name(), raw -> resolved(mapper, raw));
      if (slices > 0) {
        log.info(
            "{}: lookups now resolve rejected documents; {} slices replay them",
            type.name(),
            slices);
        dispatcher.sendPortions();
      }
    } catch (LookupFailedException | MissingHashKeyException e) {
      log.warn(
          "{}: missing lookups not repeated; a later hint repeats them: {}",
          type.name(),
          e.getMessage());
    } catch (SdkException | SendFailedException e) {
      log.warn("{}: replays not sent; the sweep will send them: {}", type.name(), e.getMessage());
    }
  }

  private static boolean resolved(DocumentMapper mapper, byte[] raw) {
    return !(mapper.map(raw, 0, raw.length) instanceof Rejected rejected
        && Lookup.rejections().contains(rejected.reason().name()));
  }
}
