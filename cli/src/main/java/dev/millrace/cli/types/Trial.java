package dev.millrace.cli.types;

import static java.lang.String.format;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.cli.query.RowsText;
import dev.millrace.operator.query.Rows;
import dev.millrace.text.CountText;
import dev.millrace.text.Printable;
import dev.millrace.time.Window;
import dev.millrace.worker.mapping.row.MappedDocument;
import dev.millrace.worker.mapping.row.MappedDocument.Accepted;
import dev.millrace.worker.mapping.row.MappedDocument.Rejected;
import dev.millrace.worker.mapping.row.Row;
import dev.millrace.worker.source.http.ExchangeLog;
import dev.millrace.worker.source.http.ExchangeLog.Purpose;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What one window of a source brought, as text and as JSON. Not thread-safe. */
final class Trial implements MappedDocuments, ExchangeLog {

  /** A request that was answered. */
  record Sent(Purpose purpose, String request, int status, Duration took) {

    boolean isPage() {
      return purpose == Purpose.DOCUMENTS && status >= 200 && status < 300;
    }

    String purposeText() {
      return purpose.name().toLowerCase(Locale.ROOT);
    }

    String text() {
      return "%s  %d in %d ms%s"
          .formatted(
              Printable.of(request),
              status,
              took.toMillis(),
              purpose == Purpose.DOCUMENTS ? "" : " (%s)".formatted(purposeText()));
    }
  }

  private final DocumentType type;
  private final Window window;
  private final long most;
  private final PrintWriter progress;
  private final List<String> hints = new ArrayList<>();
  private final List<Sent> requests = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();
  private final List<Rejected> rejections = new ArrayList<>();
  private long documents;
  private long accepted;
  private long filtered;
  private long rejected;
  private long outside;
  private long allRows;

  /**
   * @param most how many rows and rejections are shown
   * @param progress gets each request when it is answered
   */
  Trial(DocumentType type, Window window, long most, PrintWriter progress) {
    this.type = type;
    this.window = window;
    this.most = most;
    this.progress = progress;
    progress.println(type.name() + " " + window);
  }

  @Override
  public void answered(Purpose purpose, String request, int status, Duration took) {
    Sent sent = new Sent(purpose, request, status, took);
    requests.add(sent);
    progress.println("  " + sent.text());
    progress.flush();
  }

  @Override
  public void mayHaveMore(String sign) {
    hint(sign);
  }

  /** Adds something that a person should check. */
  void hint(String text) {
    hints.add(text);
  }

  /** Why nothing of the window can be stored; null if something can, or it has nothing. */
  @Nullable String problem() {
    return rejected > 0 && rejected == documents - outside
        ? "%s rejected; correct the definition by the reasons above"
            .formatted(
                rejected == 1
                    ? "the only document is"
                    : format(Locale.ROOT, "all %,d documents are", rejected))
        : null;
  }

  @Override
  public void outside() {
    documents++;
    outside++;
  }

  @Override
  public void mapped(MappedDocument document) {
    documents++;
    switch (document) {
      case Accepted(_, List<Row> some) -> {
        accepted++;
        allRows += some.size();
        some.stream().limit(most - rows.size()).forEach(rows::add);
      }
      case MappedDocument.Filtered _ -> filtered++;
      case MappedDocument.Outside _ -> outside++;
      case Rejected rejection -> {
        rejected++;
        if (rejections.size() < most) {
          rejections.add(rejection);
        }
      }
    }
  }

  private long pages() {
    return requests.stream().filter(Sent::isPage).count();
  }

  /** The sums, the rejected documents, the hints and the first rows. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        format(
            Locale.ROOT,
            "%s, %s, %s: %,d accepted (%s), %,d filtered, %,d rejected, %,d outside%n",
            CountText.of(requests.size(), "request"),
            CountText.of(pages(), "page"),
            CountText.of(documents, "document"),
            accepted,
            CountText.of(allRows, "row"),
            filtered,
            rejected,
            outside));
    for (Rejected rejection : rejections) {
      text.append(
          "  rejected %s, %s: %s%n"
              .formatted(
                  Printable.of(rejection.key().toString()),
                  rejection.reason(),
                  Printable.of(rejection.message())));
    }
    for (String hint : hints) {
      text.append("  hint: %s%n".formatted(Printable.of(hint)));
    }
    if (!rows.isEmpty()) {
      text.append('\n').append(RowsText.table(table()));
    }
    return text.toString();
  }

  @SuppressWarnings("NullAway") // a record's class file lacks annotations within its components
  private Rows table() {
    List<String> columns = new ArrayList<>(List.of("id", "timestamp"));
    type.mapping().columns().forEach(column -> columns.add(column.name()));
    List<List<@Nullable Object>> cells = new ArrayList<>();
    for (Row row : rows) {
      List<@Nullable Object> values = new ArrayList<>();
      values.add(row.id().toString());
      values.add(Instant.ofEpochSecond(row.timestamp()).toString());
      for (Object value : row.values()) {
        values.add(value == null ? null : PreviewJson.text(value));
      }
      cells.add(values);
    }
    return new Rows(columns, cells, allRows > rows.size());
  }

  /**
   * One object on one line.
   *
   * @param error why not all of the window can be stored; null if it can
   */
  String json(@Nullable String error) {
    ObjectNode node =
        new JsonMapper()
            .createObjectNode()
            .put("type", type.name())
            .put("from", Instant.ofEpochSecond(window.from()).toString())
            .put("to", Instant.ofEpochSecond(window.to()).toString());
    ArrayNode sent = node.putArray("requests");
    for (Sent request : requests) {
      sent.addObject()
          .put("request", request.request())
          .put("for", request.purposeText())
          .put("status", request.status())
          .put("ms", request.took().toMillis());
    }
    node.put("pages", pages())
        .put("documents", documents)
        .put("accepted", accepted)
        .put("rows", allRows)
        .put("filtered", filtered)
        .put("rejected", rejected)
        .put("outside", outside);
    ArrayNode reasons = node.putArray("rejections");
    for (Rejected rejection : rejections) {
      reasons
          .addObject()
          .put("id", rejection.key().toString())
          .put("reason", rejection.reason().name())
          .put("path", rejection.path())
          .put("message", rejection.message());
    }
    ArrayNode first = node.putArray("first_rows");
    rows.forEach(row -> first.add(PreviewJson.row(type, row)));
    ArrayNode checks = node.putArray("hints");
    hints.forEach(checks::add);
    node.put("error", error);
    return node + "\n";
  }
}
