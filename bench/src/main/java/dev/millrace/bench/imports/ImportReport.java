package dev.millrace.bench.imports;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bench.report.Gate;
import dev.millrace.bench.report.Machine;
import dev.millrace.bench.report.TextTable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The results of the import's benchmark, in documents per second.
 *
 * @param rowByRowDocuments the number imported row by row, which would take too long for all
 * @param slowDocuments the same over the slow link
 * @param rates of every round
 * @param batches the medians, by rows per batch
 */
public record ImportReport(
    long documents,
    long rowByRowDocuments,
    long slowDocuments,
    Map<Contender, List<Double>> rates,
    SortedMap<Integer, Double> batches,
    boolean quick) {

  /** A way to import. */
  enum Contender {
    MILLRACE("Millrace, from the source to finished slices, two at once"),
    MILLRACE_ALONE("Millrace, one slice at a time"),
    RAW_UPSERTS("the same rows, mapped before, by plain upserts of 1,000"),
    ROW_BY_ROW("the replaced way, row by row"),
    MILLRACE_UNCHANGED("Millrace, the same documents again"),
    MILLRACE_1MS("Millrace, 1 ms more to the database"),
    ROW_BY_ROW_1MS("the replaced way, 1 ms more to the database");

    private final String title;

    Contender(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  static ImportReport of(
      long documents,
      long rowByRowDocuments,
      long slowDocuments,
      Map<Contender, List<Double>> rates,
      SortedMap<Integer, List<Double>> batches,
      boolean quick) {
    SortedMap<Integer, Double> medians = new TreeMap<>();
    batches.forEach((size, values) -> medians.put(size, median(values)));
    return new ImportReport(
        documents, rowByRowDocuments, slowDocuments, new EnumMap<>(rates), medians, quick);
  }

  private double rate(Contender contender) {
    return median(rates.getOrDefault(contender, List.of()));
  }

  private double ratio(Contender one, Contender other) {
    return rate(one) / rate(other);
  }

  private double vsRawUpsert() {
    return ratio(Contender.MILLRACE, Contender.RAW_UPSERTS);
  }

  private double oneVsRawUpsert() {
    return ratio(Contender.MILLRACE_ALONE, Contender.RAW_UPSERTS);
  }

  private double vsRowByRow() {
    return ratio(Contender.MILLRACE, Contender.ROW_BY_ROW);
  }

  private double vsRowByRowSlow() {
    return ratio(Contender.MILLRACE_1MS, Contender.ROW_BY_ROW_1MS);
  }

  private double unchangedVsFresh() {
    return ratio(Contender.MILLRACE_UNCHANGED, Contender.MILLRACE);
  }

  private List<Gate> gates() {
    return List.of(
        Gate.atLeast("two slices at once, ratio to plain upserts", 0.75, vsRawUpsert()),
        Gate.atLeast("one slice at a time, ratio to plain upserts", 0.65, oneVsRawUpsert()),
        Gate.atLeast("two slices at once, ratio to row by row", 2.5, vsRowByRow()),
        Gate.atLeast("the same, 1 ms more to the database", 20, vsRowByRowSlow()),
        Gate.atLeast("unchanged documents, ratio to new ones", 1.3, unchangedVsFresh()));
  }

  public String json() {
    ObjectNode node = new JsonMapper().createObjectNode();
    node.put("benchmark", "import").put("machine", Machine.description()).put("quick", quick);
    node.putObject("ratios")
        .put("vs_raw_upsert", rounded(vsRawUpsert()))
        .put("one_vs_raw_upsert", rounded(oneVsRawUpsert()))
        .put("vs_row_by_row", rounded(vsRowByRow()))
        .put("vs_row_by_row_1ms", rounded(vsRowByRowSlow()))
        .put("unchanged_vs_fresh", rounded(unchangedVsFresh()));
    node.put("documents", documents)
        .put("documents_row_by_row", rowByRowDocuments)
        .put("documents_row_by_row_1ms", slowDocuments);
    ObjectNode perSecond = node.putObject("documents_per_second");
    ObjectNode rounds = node.putObject("rounds");
    for (Contender contender : Contender.values()) {
      String name = contender.name().toLowerCase(Locale.ROOT);
      perSecond.put(name, Math.round(rate(contender)));
      ArrayNode all = rounds.putArray(name);
      rates.getOrDefault(contender, List.of()).forEach(rate -> all.add(Math.round(rate)));
    }
    ObjectNode sizes = node.putObject("documents_per_second_by_batch_rows");
    batches.forEach((size, rate) -> sizes.put(size.toString(), Math.round(rate)));
    return node.toString();
  }

  /** As text that is also Markdown. */
  public String text() {
    List<List<String>> ways = new ArrayList<>();
    ways.add(List.of("%,d documents".formatted(documents), "documents/s"));
    for (Contender contender : Contender.values()) {
      ways.add(List.of(title(contender), "%,.0f".formatted(rate(contender))));
    }
    List<List<String>> sizes = new ArrayList<>();
    sizes.add(List.of("rows per batch", "documents/s"));
    batches.forEach(
        (size, rate) -> sizes.add(List.of("%,d".formatted(size), "%,.0f".formatted(rate))));
    return "Import, medians, on %s\n\n".formatted(Machine.description())
        + TextTable.aligned(ways)
        + '\n'
        + TextTable.aligned(sizes)
        + '\n'
        + TextTable.gates("gates", gates());
  }

  private String title(Contender contender) {
    return switch (contender) {
      case ROW_BY_ROW -> "%s (%,d documents)".formatted(contender.title(), rowByRowDocuments);
      case ROW_BY_ROW_1MS -> "%s (%,d documents)".formatted(contender.title(), slowDocuments);
      case MILLRACE, MILLRACE_ALONE, RAW_UPSERTS, MILLRACE_UNCHANGED, MILLRACE_1MS ->
          contender.title();
    };
  }

  private static double median(List<Double> values) {
    if (values.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = values.stream().sorted().toList();
    return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
