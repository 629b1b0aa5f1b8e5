package dev.millrace.bench.pipeline;

import dev.millrace.bench.pipeline.PipelineReport.Row;
import dev.millrace.bench.pipeline.peer.PeerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a slice costs, by its size: milliseconds per slice over documents per slice, both on a
 * logarithmic scale, a line for each contender. As SVG, for a light and a dark page.
 */
final class CostPlot {

  private static final int WIDTH = 720;
  private static final int HEIGHT = 400;
  private static final int LEFT = 70;
  private static final int RIGHT = 150;
  private static final int TOP = 40;
  private static final int BOTTOM = 60;

  private static final Map<String, String> DASHES =
      Map.of(
          PeerKind.SPRING.label(), " stroke-dasharray=\"8 4\"",
          PeerKind.CAMEL.label(), " stroke-dasharray=\"2 4\"");

  private static final List<Cell> CELLS = List.of(Cell.SMALL, Cell.SPARSE, Cell.DENSE);

  private final Map<String, List<Point>> lines = new LinkedHashMap<>();
  private final Axis x;
  private final Axis y;

  private record Point(double documents, double millis) {}

  /** A logarithmic axis from one power of ten to another. */
  private record Axis(int from, int to, double start, double end) {

    static Axis of(List<Double> values, double start, double end) {
      double least = values.stream().min(Double::compare).orElse(1.0);
      double most = values.stream().max(Double::compare).orElse(10.0);
      int from = (int) Math.floor(Math.log10(least));
      int to = Math.max((int) Math.ceil(Math.log10(most)), from + 1);
      return new Axis(from, to, start, end);
    }

    double at(double value) {
      return start + (end - start) * (Math.log10(value) - from) / (to - from);
    }
  }

  /**
   * @param rows of a report; the database must have been at 0 ms in those that are drawn
   */
  CostPlot(List<Row> rows) {
    for (Row row : rows) {
      if (CELLS.contains(row.cell()) && !row.runs().isEmpty()) {
        double documents =
            row.median(Measured::documentsPerSecond) / row.median(Measured::slicesPerSecond);
        double millis = 1000 / row.median(Measured::slicesPerSecond);
        lines
            .computeIfAbsent(row.contender(), _ -> new ArrayList<>())
            .add(new Point(documents, millis));
      }
    }
    lines.values().forEach(line -> line.sort(Comparator.comparingDouble(Point::documents)));
    List<Point> points = lines.values().stream().flatMap(List::stream).toList();
    x = Axis.of(points.stream().map(Point::documents).toList(), LEFT, WIDTH - RIGHT);
    y = Axis.of(points.stream().map(Point::millis).toList(), HEIGHT - BOTTOM, TOP);
  }

  /** Writes {@code cost.svg} and {@code cost-dark.svg}. */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("cost.svg"), svg("#24292f", "#d0d7de", "#0969da"));
    Files.writeString(folder.resolve("cost-dark.svg"), svg("#e6edf3", "#30363d", "#58a6ff"));
  }

  /**
   * @param ink of texts
   * @param grid of the lines behind
   * @param own of the first contender; the others have the ink's colour and dashes
   */
  private String svg(String ink, String grid, String own) {
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" font-size="13"
          font-family="system-ui, sans-serif" fill="%s">
        <title>Milliseconds per slice by documents per slice</title>
        """
            .formatted(WIDTH, HEIGHT, ink));
    for (int power = x.from(); power <= x.to(); power++) {
      double at = x.at(Math.pow(10, power));
      line(svg, at, TOP, at, HEIGHT - BOTTOM, grid);
      text(svg, at, HEIGHT - BOTTOM + 20, "middle", label(power));
    }
    for (int power = y.from(); power <= y.to(); power++) {
      double at = y.at(Math.pow(10, power));
      line(svg, LEFT, at, WIDTH - RIGHT, at, grid);
      text(svg, LEFT - 8, at + 4, "end", label(power));
    }
    text(svg, LEFT, TOP - 16, "start", "ms per slice");
    text(svg, WIDTH - RIGHT, HEIGHT - BOTTOM + 44, "end", "documents per slice");
    double lowest = Double.NEGATIVE_INFINITY;
    for (Map.Entry<String, List<Point>> line : labelled()) {
      String colour = line.getKey().equals(PipelineBenchmark.MILLRACE) ? own : ink;
      String dashes = DASHES.getOrDefault(line.getKey(), "");
      StringBuilder path = new StringBuilder();
      for (Point point : line.getValue()) {
        path.append("%.1f,%.1f ".formatted(x.at(point.documents()), y.at(point.millis())));
      }
      svg.append(
          "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s/>\n"
              .formatted(path.toString().strip(), colour, dashes));
      Point last = line.getValue().getLast();
      // Names of lines that end close together stand below each other.
      double at = Math.max(y.at(last.millis()) + 4, lowest + 17);
      lowest = at;
      svg.append(
          "<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\">%s</text>\n"
              .formatted(x.at(last.documents()) + 10, at, colour, line.getKey()));
    }
    return svg.append("</svg>\n").toString();
  }

  /** From the line with the highest end to that with the lowest. */
  private List<Map.Entry<String, List<Point>>> labelled() {
    List<Map.Entry<String, List<Point>>> all = new ArrayList<>(lines.entrySet());
    all.sort(
        (a, b) -> Double.compare(b.getValue().getLast().millis, a.getValue().getLast().millis));
    return all;
  }

  private static void line(
      StringBuilder svg, double x1, double y1, double x2, double y2, String colour) {
    svg.append(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>\n"
            .formatted(x1, y1, x2, y2, colour));
  }

  private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
    svg.append(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n".formatted(x, y, anchor, text));
  }

  private static String label(int power) {
    return power < 0
        ? "0." + "0".repeat(-power - 1) + "1"
        : "%,d".formatted((long) Math.pow(10, power));
  }
}
