package dev.millrace.worker.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.ledger.Attempt;
import dev.millrace.schema.Schema;
import dev.millrace.time.Window;
import dev.millrace.worker.TestDatabase;
import dev.millrace.worker.bucket.BucketRefresher;
import dev.millrace.worker.mapping.DocumentMapper;
import dev.millrace.worker.mapping.Lookups;
import dev.millrace.worker.mapping.Mappers;
import dev.millrace.worker.mapping.privacy.Pseudonyms;
import dev.millrace.worker.mapping.row.DocumentId;
import dev.millrace.worker.mapping.row.MappedDocument.Accepted;
import dev.millrace.worker.mapping.row.MappedDocument.Filtered;
import dev.millrace.worker.mapping.row.MappedDocument.Outside;
import dev.millrace.worker.mapping.row.MappedDocument.Rejected;
import dev.millrace.worker.mapping.row.Reason;
import dev.millrace.worker.mapping.row.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * Any sequence of changing documents and definitions, redeliveries and crashes, then everything
 * once more under the newest definition: the tables, the rejected documents and the buckets are
 * those of a fresh import. A failure names its seed.
 */
final class ImportPropertyTest {

  private static final int SEQUENCES = 12;
  private static final int STEPS = 14;
  private static final int IDS = 7;

  /** All of them may follow each other in one table. */
  private static final List<String> BODIES =
      List.of(
          "columns: { n: { from: /data/n, as: bigint }, s: { from: /data/s, length: 3 } }",
          "accept: /data/n\ncolumns: { n: { from: /data/n, as: bigint, required: true } }",
          "occurred_at: /data/at\ncolumns: { s: { from: /data/s, length: 3, too_long: truncate } }",
          "each: /data/l\ncolumns: { n: { from_each: /n, as: bigint }, s: { from: /data/s, length: 3 } }",
          """
          each: { from: /data/l, key: /k }
          occurred_at: { from_each: /at }
          columns: { n: { from_each: /n, as: bigint }, h: { from: /data/h, hash: true } }""",
          "accept: /data/s\neach: /data/l\ncolumns: { n: { from: /data/n, as: bigint } }");

  /** A type and what its source holds of it, by id. */
  private record Source(String name, Map<String, String> documents) {

    Source(String name) {
      this(name, new TreeMap<>());
    }
  }

  @AutoClose private final TestDatabase database = new TestDatabase(2);
  private final Mappers mappers = new Mappers(Lookups.NONE, Pseudonyms.of("a key"));
  private final Writes writes = new Writes(database, mappers);

  @Test
  void the_tables_equal_a_fresh_import() throws Exception {
    for (int sequence = 0; sequence < SEQUENCES; sequence++) {
      long seed = new Random().nextLong();
      try {
        run(new Random(seed), sequence);
      } catch (Exception | AssertionError e) {
        throw new AssertionError("with the seed " + seed, e);
      }
    }
  }

  private void run(Random random, int sequence) throws Exception {
    List<Source> sources = List.of(new Source("A" + sequence), new Source("B" + sequence));
    apply(sources.getFirst().name(), sequence, random);
    for (int step = 0; step < STEPS; step++) {
      Source source = sources.get(random.nextInt(sources.size()));
      if (random.nextInt(4) == 0 || stored(source.name()).isEmpty()) {
        apply(source.name(), sequence, random);
      }
      change(source.documents(), random);
      DocumentType type = stored(source.name()).orElseThrow();
      importSome(type, List.copyOf(source.documents().values()), random);
      if (random.nextInt(3) == 0) {
        refresh(type);
      }
    }
    for (Source source : sources) {
      Optional<DocumentType> type = stored(source.name());
      if (type.isPresent()) {
        writes.write(type.get(), source.documents().values().toArray(String[]::new));
        refresh(type.get());
        compare(type.get(), source.documents());
      }
    }
  }

  /** Both types of a sequence are in one table, once there are two. */
  private void apply(String name, int sequence, Random random) {
    String body = BODIES.get(random.nextInt(BODIES.size()));
    String yaml = "type: %s\ntable: T%d\n%s".formatted(name, sequence, body);
    new Schema(database.database())
        .apply(Catalogue.of(List.of(DefinitionParser.parse(yaml, name))));
  }

  private Optional<DocumentType> stored(String name) {
    return new StoredTypes(database.database()).imported(name);
  }

  private static void change(Map<String, String> documents, Random random) {
    for (int i = random.nextInt(4); i >= 0; i--) {
      String id = "id" + random.nextInt(IDS);
      List<String> fields = new ArrayList<>();
      addField(fields, "n", random, "null", "1", "'2'", "'x'", "3");
      addField(fields, "s", random, "null", "'a'", "'abc'", "'abcd'");
      addField(fields, "h", random, "'me'", "'you'", "null");
      addField(fields, "at", random, "0", "'1970-01-01T00:10:00Z'", "900.5", "'never'", "300");
      if (random.nextInt(8) == 0) {
        fields.add("'broken':NaN");
      }
      List<String> elements = new ArrayList<>();
      for (int j = random.nextInt(5); j > 0; j--) {
        elements.add(
            "{'k':%d,'n':%s,'at':%d}"
                .formatted(
                    random.nextInt(6),
                    random.nextInt(12) == 0 ? "'x'" : random.nextInt(3),
                    300 * random.nextInt(5)));
      }
      if (random.nextInt(5) > 0) {
        fields.add("'l':[" + String.join(",", elements) + "]");
      }
      documents.put(id, Writes.document(id, "{" + String.join(",", fields) + "}"));
    }
  }

  private static void addField(List<String> fields, String key, Random random, String... values) {
    int choice = random.nextInt(values.length + 1);
    if (choice < values.length) {
      fields.add("'" + key + "':" + values[choice]);
    }
  }

  /** Some or all documents, some twice, in batches; the attempt may end anywhere. */
  private void importSome(DocumentType type, List<String> documents, Random random) {
    List<String> fetched = new ArrayList<>(documents);
    if (random.nextInt(3) == 0) {
      fetched.addAll(documents.subList(0, random.nextInt(documents.size() + 1)));
    }
    Attempt attempt = writes.claim(type, new Window(0, 600));
    BatchWriter writer = writes.writer(type, attempt);
    int written = 0;
    int crash = random.nextInt(3) == 0 ? random.nextInt(fetched.size() + 1) : fetched.size();
    while (written < crash) {
      int end = Math.min(fetched.size(), written + 1 + random.nextInt(4));
      writer.write(writes.fetched(type, fetched.subList(written, end).toArray(String[]::new)));
      written = end;
    }
    // Nobody ends the attempt of a worker that crashed; the next claim finds its lease expired.
    database.run("UPDATE millrace_attempt SET lease_until = NOW(3) - INTERVAL 1 SECOND");
  }

  private void refresh(DocumentType type) throws InterruptedException {
    new BucketRefresher(database.database(), System::nanoTime).refresh(type, Duration.ofMinutes(1));
  }

  private void compare(DocumentType type, Map<String, String> documents) {
    TreeSet<String> rows = new TreeSet<>();
    TreeSet<String> rejected = new TreeSet<>();
    TreeMap<String, Integer> buckets = new TreeMap<>();
    DocumentMapper mapper = mappers.of(type);
    for (String document : documents.values()) {
      byte[] bytes = document.getBytes(UTF_8);
      switch (mapper.map(bytes, 0, bytes.length)) {
        case Accepted(_, List<Row> accepted) ->
            accepted.forEach(
                row -> {
                  rows.add("%s %s %s".formatted(row.id(), seconds(row), row.values()));
                  buckets.merge(Long.toString(seconds(row) / 300 * 300), 1, Integer::sum);
                });
        case Filtered _, Outside _ -> {}
        case Rejected(DocumentId key, Reason reason, _, _) -> rejected.add(key + " " + reason);
      }
    }
    String columns =
        String.join(
            ", ', ', ",
            type.mapping().columns().stream()
                .map(c -> "COALESCE(%s, 'null')".formatted(c.name()))
                .toList());
    assertThat(
            database.rows(
                "SELECT CONCAT(id, ' ', TIMESTAMPDIFF(SECOND, '1970-01-01', occurred_at), ' [', %s, ']') FROM %s%s"
                    .formatted(columns, type.table(), type.ownRows("WHERE"))))
        .as("rows of %s", type.yaml())
        .containsExactlyInAnyOrderElementsOf(rows);
    assertThat(
            database.rows(
                "SELECT document, reason FROM millrace_rejected WHERE type = '%s'"
                    .formatted(type.name())))
        .as("rejected documents of %s", type.yaml())
        .containsExactlyInAnyOrderElementsOf(rejected);
    assertThat(
            database.rows(
                """
                SELECT TIMESTAMPDIFF(SECOND, '1970-01-01', dt_bucket), actual_count FROM EventCount
                WHERE type = '%s' AND actual_count <> 0"""
                    .formatted(type.name())))
        .as("buckets of %s", type.yaml())
        .containsExactlyInAnyOrderElementsOf(
            buckets.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList());
  }

  private static long seconds(Row row) {
    return row.occurredAt().getEpochSecond();
  }
}
