package dev.millrace.bench.pipeline.source;

import dev.millrace.bench.server.SampleCommits;
import dev.millrace.bench.server.SampleCommits.Commit;
import dev.millrace.bench.server.ShippedType;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.plan.Backfills;
import dev.millrace.time.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Which slices hold which documents; the same in every JVM. */
public enum Load {
  /** The commits of the samples, in the slices of a backfill of their span: 982 of 8 days. */
  SPARSE {
    @Override
    public Slices slices(boolean quick) {
      List<Served> documents =
          SampleCommits.read().stream()
              .map(commit -> new Served(commit.id(), commit.timestamp(), commit.rest()))
              .sorted(Comparator.comparingLong(Served::timestamp))
              .toList();
      DocumentType type = ShippedType.github();
      Window span =
          new Window(documents.getFirst().timestamp(), documents.getLast().timestamp() + 1);
      List<Window> windows =
          Backfills.slices(type, span)
              .map(slice -> slice.window())
              .skip(quick ? 900 : 0)
              .limit(quick ? 20 : Integer.MAX_VALUE)
              .toList();
      return new Slices(
          windows,
          documents.stream()
              .filter(document -> document.timestamp() >= windows.getFirst().from())
              .filter(document -> document.timestamp() < windows.getLast().to())
              .toList());
    }
  },

  /** 5,000 slices of ten minutes; one in twenty holds four commits, the others none. */
  SMALL {
    @Override
    public Slices slices(boolean quick) {
      return Slices.even(quick ? 40 : 5_000, 600, slice -> slice % 20 == 0 ? 4 : 0);
    }
  },

  /** 200,000 documents in 20 slices of an hour. */
  DENSE {
    @Override
    public Slices slices(boolean quick) {
      return Slices.even(quick ? 2 : 20, 3600, _ -> quick ? 1_500 : 10_000);
    }
  },

  /** Slices of 8 days without documents. */
  EMPTY {
    @Override
    public Slices slices(boolean quick) {
      return Slices.even(quick ? 10 : 200, 8 * 86_400, _ -> 0);
    }
  },

  /** Slices of five minutes, each with two documents: a bucket of its own. */
  LIVE {
    @Override
    public Slices slices(boolean quick) {
      return Slices.even(quick ? 20 : 150, 300, _ -> 2);
    }
  };

  private static final long START = Instant.parse("2024-01-01T00:00:00Z").getEpochSecond();

  /**
   * The slices and their documents.
   *
   * @param quick whether they are few
   */
  public abstract Slices slices(boolean quick);

  /**
   * Windows and documents, both in order.
   *
   * @param documents all within the windows
   */
  public record Slices(List<Window> windows, List<Served> documents) {

    public Slices {
      windows = List.copyOf(windows);
      documents = List.copyOf(documents);
    }

    /** The number of documents in a slice. */
    @FunctionalInterface
    interface Filling {
      int of(int slice);
    }

    private static Slices even(int count, int seconds, Filling filling) {
      List<byte[]> rests = SampleCommits.read().stream().map(Commit::rest).toList();
      List<Window> windows =
          IntStream.range(0, count)
              .mapToLong(slice -> START + (long) slice * seconds)
              .mapToObj(from -> new Window(from, from + seconds))
              .toList();
      List<Served> documents = new ArrayList<>();
      for (int slice = 0; slice < count; slice++) {
        int size = filling.of(slice);
        for (int i = 0; i < size; i++) {
          long timestamp = windows.get(slice).from() + (long) i * seconds / size;
          int number = documents.size();
          documents.add(Served.numbered(number, timestamp, rests.get(number % rests.size())));
        }
      }
      return new Slices(windows, documents);
    }
  }
}
