package dev.millrace.worker.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.worker.mapping.privacy.Pseudonyms;
import dev.millrace.worker.mapping.row.DocumentId;
import dev.millrace.worker.mapping.row.MappedDocument;
import dev.millrace.worker.mapping.row.MappedDocument.Accepted;
import dev.millrace.worker.mapping.row.MappedDocument.Filtered;
import dev.millrace.worker.mapping.row.MappedDocument.Outside;
import dev.millrace.worker.mapping.row.MappedDocument.Rejected;
import dev.millrace.worker.mapping.row.Reason;
import dev.millrace.worker.mapping.row.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A mapper as tests speak of it: text in, row or reason out. */
final class Mapping {

  private final DocumentMapper mapper;

  private Mapping(DocumentMapper mapper) {
    this.mapper = mapper;
  }

  static Mapping of(String definition) {
    return of(definition, Lookups.NONE);
  }

  static Mapping of(String definition, Lookups lookups) {
    return new Mapping(
        new DocumentMapper(
            DefinitionParser.parse(definition, "Test.yaml"), lookups, Pseudonyms.of("a key")));
  }

  /** A type with one column {@code v} from {@code /data}. */
  static Mapping ofColumn(String keys) {
    return of("type: T\ncolumns: { v: { from: /data, " + keys + " } }");
  }

  /** Maps a document that lies somewhere in a larger array, as they do in a stream. */
  MappedDocument map(String document) {
    byte[] bytes = document.getBytes(UTF_8);
    byte[] buffer = ("[1,," + document + "}]").getBytes(UTF_8);
    return mapper.map(buffer, 4, bytes.length);
  }

  Accepted accepted(String document) {
    return (Accepted) map(document);
  }

  Rejected rejected(String document) {
    return (Rejected) map(document);
  }

  /** The values of a document with this data. */
  List<@Nullable Object> values(String data) {
    return accepted(document(data)).rows().getFirst().values();
  }

  static String document(String data) {
    return "{\"id\":\"a\",\"timestamp\":1433323321,\"type\":\"T\",\"data\":" + data + "}";
  }

  /** The outcome of a document with this data, where single quotes stand for double ones. */
  String outcomeOfData(String data) {
    return outcome(document(data.replace('\'', '"')));
  }

  /** The outcome in a few words. */
  String outcome(String document) {
    return switch (map(document)) {
      case Accepted(DocumentId id, List<Row> rows) ->
          rows.stream().map(row -> " " + row.values()).collect(joining("", "accepted " + id, ""));
      case Filtered(DocumentId id) -> "filtered " + id;
      case Outside(DocumentId id) -> "outside " + id;
      case Rejected(_, Reason reason, _, String path) ->
          "rejected %s %s".formatted(reason, path).strip();
    };
  }
}
