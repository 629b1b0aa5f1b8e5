package dev.millrace.cli.types;

import dev.millrace.catalogue.Column;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.text.CountText;
import dev.millrace.text.Printable;
import dev.millrace.worker.mapping.row.DocumentId;
import dev.millrace.worker.mapping.row.MappedDocument;
import dev.millrace.worker.mapping.row.MappedDocument.Accepted;
import dev.millrace.worker.mapping.row.MappedDocument.Filtered;
import dev.millrace.worker.mapping.row.MappedDocument.Outside;
import dev.millrace.worker.mapping.row.MappedDocument.Rejected;
import dev.millrace.worker.mapping.row.Reason;
import dev.millrace.worker.mapping.row.Row;
import java.util.List;

/** The outcome of documents as text. Not thread-safe. */
final class PreviewText {

  private final DocumentType type;
  private final int width;
  private long accepted;
  private long rows;
  private long filtered;
  private long rejected;

  PreviewText(DocumentType type) {
    this.type = type;
    this.width =
        type.mapping().columns().stream()
            .mapToInt(column -> column.name().length())
            .reduce("occurred_at".length(), Math::max);
  }

  String of(MappedDocument document) {
    StringBuilder text = new StringBuilder();
    switch (document) {
      case Accepted(DocumentId id, List<Row> some) -> {
        accepted++;
        rows += some.size();
        text.append(printable(id)).append("  accepted");
        text.append(some.size() == 1 ? "\n" : ", %d rows%n".formatted(some.size()));
        some.forEach(row -> append(text, id, row));
      }
      case Filtered(DocumentId id) -> {
        filtered++;
        text.append(
            "%s  filtered: no value at %s%n".formatted(printable(id), type.mapping().accept()));
      }
      case Outside(DocumentId id) ->
          text.append("%s  outside of the window%n".formatted(printable(id)));
      case Rejected(DocumentId key, Reason reason, String message, _) -> {
        rejected++;
        text.append(
            "%s  rejected, %s: %s%n".formatted(printable(key), reason, Printable.of(message)));
      }
    }
    return text.toString();
  }

  private void append(StringBuilder text, DocumentId document, Row row) {
    if (!row.id().equals(document)) {
      text.append("  row ").append(printable(row.id())).append('\n');
    }
    List<Column> columns = type.mapping().columns();
    for (int i = 0; i < columns.size(); i++) {
      append(text, columns.get(i).name(), PreviewJson.text(row.values().get(i)));
    }
    append(text, "occurred_at", row.occurredAt().toString());
  }

  private void append(StringBuilder text, String column, String value) {
    text.append("    ").append(column).append(" ".repeat(width + 2 - column.length()));
    text.append(Printable.of(value)).append('\n');
  }

  private static String printable(DocumentId id) {
    return Printable.of(id.toString());
  }

  String summary() {
    return "%s: %,d accepted (%s), %,d filtered, %,d rejected%n"
        .formatted(
            CountText.of(accepted + filtered + rejected, "document"),
            accepted,
            CountText.of(rows, "row"),
            filtered,
            rejected);
  }
}
