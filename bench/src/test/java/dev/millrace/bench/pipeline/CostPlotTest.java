package dev.millrace.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bench.pipeline.PipelineReport.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CostPlotTest {

  @TempDir private Path folder;

  @Test
  void each_contender_is_a_line_over_the_sizes_on_logarithmic_axes() throws IOException {
    List<Row> rows =
        List.of(
            row(Cell.SPARSE, "Millrace", 16, 4),
            row(Cell.SPARSE, "Camel", 16, 8),
            row(Cell.SMALL, "Millrace", 0.1, 1),
            row(Cell.SMALL, "Camel", 0.1, 3),
            row(Cell.DENSE, "Millrace", 10_000, 100),
            row(Cell.DENSE, "Camel", 10_000, 90),
            row(Cell.DENSE_1MS, "Millrace", 10_000, 1000));

    new CostPlot(rows).write(folder.resolve("plots"));

    String svg = Files.readString(folder.resolve("plots/cost.svg"));
    assertThat(svg.lines().filter(line -> line.startsWith("<polyline")))
        .hasSize(2)
        .anySatisfy(
            line ->
                assertThat(line)
                    .as("0.1 and 10,000 documents at the edges, 1 and 100 ms too")
                    .contains("points=\"70.0,340.0 ", " 570.0,40.0\""));
    assertThat(svg).contains(">Millrace</text>", ">Camel</text>", ">0.1</text>", ">10,000</text>");
    assertThat(folder.resolve("plots/cost-dark.svg")).exists();
  }

  private static Row row(Cell cell, String contender, double documents, double millis) {
    int slices = 1000;
    Measured run =
        new Measured(
            slices,
            (long) (documents * slices),
            millis * slices / 1000,
            new Counters(0, 0, 0, 0),
            0,
            0,
            0);
    return new Row(cell, contender, List.of(run), List.of());
  }
}
