package dev.millrace.torture.source;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All documents with all their versions, and all answers. A revision numbers each change, a fetch
 * each answer. Thread-safe.
 *
 * <p>An answer that spans a whole cell contains a document more for it, its probe, whose content is
 * the number of the answer. It comes after the other documents of its cell. So a row of a probe
 * tells which answer was written last, and what the rows of its cell must at least be.
 */
public final class World {

  public static final String PROBE = "probe-";

  private final InstantSource clock;
  private final Random random;
  private final Map<Kind, NavigableMap<Long, List<SourceDocument>>> documents =
      new EnumMap<>(Kind.class);
  private final Map<Long, Served> answers = new HashMap<>();
  private final Map<Kind, Integer> names = new EnumMap<>(Kind.class);
  private long revision;
  private long fetches;

  public World(InstantSource clock, Random random) {
    this.clock = clock;
    this.random = random;
    for (Kind kind : Kind.values()) {
      documents.put(kind, new TreeMap<>());
    }
  }

  /** An answer and its documents as JSON. */
  record Answer(Served served, List<String> documents) {}

  private NavigableMap<Long, List<SourceDocument>> of(Kind kind) {
    NavigableMap<Long, List<SourceDocument>> found = documents.get(kind);
    if (found == null) {
      throw new IllegalStateException("no documents of " + kind);
    }
    return found;
  }

  /** A new document in each of some seconds between two, chosen at random. */
  public synchronized void add(Kind kind, long from, long to, int count) {
    for (int i = 0; i < count; i++) {
      long timestamp = random.nextLong(from, to);
      // Two types of one table have documents of the same id.
      String id = "d" + names.merge(kind, 1, Integer::sum);
      SourceDocument added = new SourceDocument(kind, id, timestamp);
      added.change(++revision, Content.random(random, timestamp));
      of(kind).computeIfAbsent(timestamp, _ -> new ArrayList<>()).add(added);
    }
  }

  /** Changes some documents between two seconds. */
  public synchronized void edit(Kind kind, long from, long to, int count) {
    List<SourceDocument> found = all(kind, from, to);
    for (int i = 0; i < count && !found.isEmpty(); i++) {
      SourceDocument one = found.get(random.nextInt(found.size()));
      one.change(++revision, Content.random(random, one.timestamp()));
    }
  }

  /** The documents between two seconds, the second one exclusive. */
  public synchronized List<SourceDocument> all(Kind kind, long from, long to) {
    return of(kind).subMap(from, to).values().stream().flatMap(Collection::stream).toList();
  }

  /** What the source holds now. */
  public synchronized long revision() {
    return revision;
  }

  /** The answer of that number; null if there is none. */
  public synchronized @Nullable Served served(long fetch) {
    return answers.get(fetch);
  }

  public synchronized long fetches() {
    return fetches;
  }

  /**
   * Answers what the source holds now.
   *
   * @param to exclusive
   */
  synchronized Answer answer(Kind kind, long from, long to, String worker) {
    fetches++;
    List<String> texts = new ArrayList<>();
    long cell = kind.cell();
    long end = from - Math.floorMod(from, cell) + cell;
    for (SourceDocument document : all(kind, from, to)) {
      for (; end <= document.timestamp(); end += cell) {
        probe(kind, from, end, texts);
      }
      texts.add(document.newest().json(kind.type(), document.id(), document.timestamp()));
    }
    for (; end <= to && to - from < 10_000_000; end += cell) {
      probe(kind, from, end, texts);
    }
    Served served =
        new Served(fetches, kind, from, to, revision, clock.millis(), worker, texts.size());
    answers.put(fetches, served);
    return new Answer(served, texts);
  }

  private void probe(Kind kind, long from, long end, List<String> texts) {
    if (end - kind.cell() >= from) {
      long second = end - 1;
      texts.add(Content.probe(second, fetches).json(kind.type(), PROBE + second, second));
    }
  }
}
