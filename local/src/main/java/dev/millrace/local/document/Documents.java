package dev.millrace.local.document;

import dev.millrace.local.document.Document.Place;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The documents of the document API, by type and time. All bytes are held in memory, unpacked:
 * meant for files of about 100 MB, not for more than the heap.
 *
 * <p>A line without type or time takes those of the document before it (the first line: of the one
 * after it) and is listed in {@link #remarks}. It is served as it is, or as a JSON string when it
 * is not JSON, so that no line is lost. Thread-safe.
 */
public final class Documents {
  private final Map<String, NavigableMap<Key, byte[]>> types = new ConcurrentHashMap<>();
  private final AtomicLong number = new AtomicLong();
  private final List<String> remarks = Collections.synchronizedList(new ArrayList<>());

  private Documents() {}

  /** Documents of one second keep their order. */
  private record Key(long timestamp, long number) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparingLong(Key::timestamp).thenComparingLong(Key::number);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * Reads files of one document per line, plain or gzip.
   *
   * @throws UnreadableDocumentsException when a file is missing, broken or empty, or no line of any
   *     file is a document
   */
  public static Documents read(List<Path> files) {
    if (files.isEmpty()) {
      throw new UnreadableDocumentsException("no files of documents were given");
    }
    Documents documents = new Documents();
    Filling filling = documents.new Filling();
    for (Path file : files) {
      long before = filling.lines;
      String name = file.getFileName() + " line ";
      DocumentLines.read(file, (line, bytes) -> filling.add(name + line, bytes));
      if (filling.lines == before) {
        throw new UnreadableDocumentsException("there are no documents in " + file);
      }
    }
    filling.end();
    return documents;
  }

  /** The same from lines in memory; no lines are no documents. */
  public static Documents of(Iterable<String> lines) {
    Documents documents = new Documents();
    Filling filling = documents.new Filling();
    long line = 0;
    for (String text : lines) {
      line++;
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      if (!DocumentLines.blank(bytes)) {
        filling.add("line " + line, bytes);
      }
    }
    filling.end();
    return documents;
  }

  /**
   * Adds a document that appears while the API is up.
   *
   * @throws IllegalArgumentException when it is not JSON or has no type or timestamp
   */
  public void add(String json) {
    Document document = Document.of(json.getBytes(StandardCharsets.UTF_8));
    Place place = document.place();
    if (place == null) {
      throw new IllegalArgumentException("the document " + document.remark());
    }
    put(place, document.json());
  }

  private void put(Place place, byte[] json) {
    types
        .computeIfAbsent(place.type(), _ -> new ConcurrentSkipListMap<>())
        .put(new Key(place.timestamp(), number.getAndIncrement()), json);
  }

  /** A sorted copy. */
  public Set<String> types() {
    return new TreeSet<>(types.keySet());
  }

  /** 0 for an unknown type. */
  public long count(String type) {
    return of(type).size();
  }

  /** Of the earliest document, in unix seconds. */
  public long first(String type) {
    return known(type).firstKey().timestamp();
  }

  /** Of the latest document, in unix seconds. */
  public long last(String type) {
    return known(type).lastKey().timestamp();
  }

  /** One sentence for each line without type or time, in the order of the lines. */
  public List<String> remarks() {
    synchronized (remarks) {
      return List.copyOf(remarks);
    }
  }

  /** A live view in ascending order; both bounds are inclusive, in unix seconds. */
  public Collection<byte[]> between(String type, long from, long to) {
    if (from > to) {
      return List.of();
    }
    return of(type)
        .subMap(new Key(from, Long.MIN_VALUE), true, new Key(to, Long.MAX_VALUE), true)
        .values();
  }

  private NavigableMap<Key, byte[]> of(String type) {
    return types.getOrDefault(type, Collections.emptyNavigableMap());
  }

  private NavigableMap<Key, byte[]> known(String type) {
    NavigableMap<Key, byte[]> known = types.get(type);
    if (known == null) {
      throw new IllegalArgumentException("no documents of type " + type + ", only " + types());
    }
    return known;
  }

  /** Finds a place for lines that have none; used by one thread. */
  private final class Filling {
    private final List<byte[]> waiting = new ArrayList<>();
    private @Nullable Place last;
    private long lines;

    void add(String where, byte[] line) {
      lines++;
      Document document = Document.of(line);
      if (document.remark() != null) {
        remarks.add(where + " " + document.remark());
      }
      if (document.place() != null) {
        last = document.place();
        waiting.forEach(json -> put(document.place(), json));
        waiting.clear();
      }
      if (last == null) {
        waiting.add(document.json());
      } else {
        put(last, document.json());
      }
    }

    void end() {
      if (!waiting.isEmpty()) {
        throw new UnreadableDocumentsException(
            "no line has a type and a timestamp; the first one: " + remarks.getFirst());
      }
    }
  }
}
