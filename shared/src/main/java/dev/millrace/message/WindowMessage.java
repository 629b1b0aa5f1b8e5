package dev.millrace.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Requests that a window be planned into slices: a backfill without Millrace's tools.
 *
 * @param types the document types; empty means all enabled ones
 * @param from the first unix second; null means 70 minutes before the message was sent
 * @param to the first unix second after it; null means when the message was sent
 */
public record WindowMessage(List<String> types, @Nullable Long from, @Nullable Long to)
    implements Message {

  public WindowMessage {
    types = List.copyOf(types);
  }
}
