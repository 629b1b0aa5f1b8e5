package dev.millrace.local.apis;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Documents in the order of their timestamps, equal ones in the order of their ids. Thread-safe.
 */
final class History {
  private record Key(Instant timestamp, String id) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::timestamp).thenComparing(Key::id);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  private final NavigableMap<Key, HeldDocument> documents = new TreeMap<>();
  private final Map<String, Key> keys = new HashMap<>();

  /** Adds a document. */
  synchronized HeldDocument add(HeldDocument document) {
    Key key = new Key(document.timestamp(), document.id());
    if (keys.putIfAbsent(document.id(), key) != null) {
      throw new IllegalArgumentException("there is already a document with id " + document.id());
    }
    documents.put(key, document);
    return document;
  }

  /** Changes a copy of the content, so that answers under way keep theirs; the timestamp stays. */
  synchronized HeldDocument change(String id, Consumer<ObjectNode> change) {
    Key key = keys.get(id);
    HeldDocument old = key == null ? null : documents.get(key);
    if (key == null || old == null) {
      throw new IllegalArgumentException("there is no document with id " + id);
    }
    ObjectNode content = old.content().deepCopy();
    change.accept(content);
    HeldDocument changed = new HeldDocument(id, old.timestamp(), content);
    documents.put(key, changed);
    return changed;
  }

  synchronized @Nullable HeldDocument find(String id) {
    Key key = keys.get(id);
    return key == null ? null : documents.get(key);
  }

  /** A copy of {@code [from, to)} in ascending order; empty when from is not before to. */
  synchronized List<HeldDocument> between(Instant from, Instant to) {
    // The empty id sorts before every other of the same moment.
    return from.isBefore(to)
        ? List.copyOf(documents.subMap(new Key(from, ""), new Key(to, "")).values())
        : List.of();
  }

  synchronized boolean isEmpty() {
    return documents.isEmpty();
  }
}
