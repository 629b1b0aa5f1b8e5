package dev.millrace.cli.types;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Commits;
import dev.millrace.cli.Execution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TypesInitTest {

  private static final String VISITS =
      """
      {"id":"1","timestamp":1772000000,"type":"Visit","data":{"page":"/a","email":"a@x.org","ms":12,\
      "size":5000000000,"ratio":1,"at":"2026-02-25T06:13:20Z","day":"2026-02-25","ok":true,\
      "tags":["x"],"user":{"firstName":"Ann","id":7},"it's":1,"id":9,"created":1772000000123,"none":null}}
      {"id":"2","timestamp":1772000060,"type":"Visit","data":{"page":"/b","ratio":1.5,\
      "at":"2026-02-25T06:14:20+01:00","day":"2026-02-26","ms":"many","user":{"firstName":"Bob"},"created":1772000060123}}
      not JSON
      {"id":"3","timestamp":1772000060,"type":"Other","data":[1]}
      """;

  @TempDir private Path folder;

  @Test
  void guesses_are_columns_with_comments() throws IOException {
    Execution run =
        init(Files.writeString(folder.resolve("visits.ndjson"), VISITS), "--type=Visit");

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo(
            """
            %s: 14 columns, guessed from 2 documents
            edit it, then run ./millrace types preview Visit %s
            """
                .formatted(types().resolve("Visit.yaml"), folder.resolve("visits.ndjson")));
    assertThat(Files.readString(types().resolve("Visit.yaml")))
        .isEqualTo(
            """
            # yaml-language-server: $schema=type.schema.json
            # Guessed from 2 documents of visits.ndjson.
            # Behind a column: how many documents have a value, and one of these values.
            type: Visit
            # accept: /data/email  # keep only documents with a value there
            # occurred_at: /data/at  # when the event happened; default: the document's timestamp
            # each: /data/tags  # a row per element
            columns:
              page: { from: /data/page }  # 2 of 2, "/a"
              email: { from: /data/email }  # 1 of 2, "a@x.org"; personal? add hash: true, or drop it
              ms: { from: /data/ms }  # 2 of 2, 12
              size: { from: /data/size, as: bigint }  # 1 of 2, 5000000000
              ratio: { from: /data/ratio, as: double }  # 2 of 2, 1
              at: { from: /data/at, as: timestamp }  # 2 of 2, "2026-02-25T06:13:20Z"
              day: { from: /data/day, as: date }  # 2 of 2, "2026-02-25"
              ok: { from: /data/ok, as: boolean }  # 1 of 2, true
              tags: { from: /data/tags, as: json }  # 1 of 2, ["x"]
              user_first_name: { from: /data/user/firstName }  # 2 of 2, "Ann"
              user_id: { from: /data/user/id, as: integer }  # 1 of 2, 7
              it_s: { from: '/data/it''s', as: integer }  # 1 of 2, 1
              data_id: { from: /data/id, as: integer }  # 1 of 2, 9
              created: { from: /data/created, as: timestamp, unit: ms }  # 2 of 2, 1772000000123
            """);
  }

  @Test
  void a_guess_stores_every_document_it_was_guessed_from() throws IOException {
    Path visits =
        Files.writeString(folder.resolve("visits.ndjson"), VISITS.replace("not JSON\n", ""));
    assertThat(init(visits).status()).isZero();
    assertThat(init(Commits.file()).status()).isZero();

    for (String type : new String[] {"Visit", "Other", "GithubType"}) {
      Path file = type.equals("GithubType") ? Commits.file() : visits;
      Execution preview = run("preview", type, file.toString(), "--rejected");
      assertThat(preview.out()).contains(" 0 rejected\n").doesNotContain(": 0 documents");
      assertThat(preview.status()).as(preview.out()).isZero();
    }
    assertThat(run("check").status()).isZero();
  }

  @Test
  void existing_definitions_are_kept_and_nothing_else_is_written() throws IOException {
    Path visits = Files.writeString(folder.resolve("visits.ndjson"), VISITS);
    Files.createDirectories(types());
    Path own = Files.writeString(types().resolve("Visit.yaml"), "mine");

    Execution run = init(visits);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "millrace: %s exists already; delete it, or name another type with --type%n"
                .formatted(own));
    assertThat(own).hasContent("mine");
    assertThat(types().resolve("Other.yaml")).doesNotExist();
  }

  @Test
  void a_file_without_documents_is_explained() throws IOException {
    Path novel = Files.writeString(folder.resolve("novel.txt"), "{\"id\":1,\"name\":\"x\"}\n");

    assertThat(init(novel).err())
        .startsWith(
            "millrace: no line of " + novel + " is a document; write {\"id\":…,\"timestamp\":");
    assertThat(init(Commits.file(), "--type=Moon").err())
        .contains(" is of type 'Moon'; check --type");
    assertThat(types()).doesNotExist();
  }

  @Test
  void a_name_that_cannot_be_a_type_is_explained() throws IOException {
    Path odd =
        Files.writeString(
            folder.resolve("odd.ndjson"),
            "{\"id\":1,\"timestamp\":1,\"type\":\"a b\",\"data\":{\"x\":1}}\n");

    Execution run = init(odd);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("'a b'");
    assertThat(types()).doesNotExist();
  }

  private Path types() {
    return folder.resolve("types");
  }

  private Execution init(Path file, String... more) {
    return run(
        Stream.concat(Stream.of("init", file.toString()), Stream.of(more)).toArray(String[]::new));
  }

  private Execution run(String... arguments) {
    return Execution.of(
        Map.of("MILLRACE_TYPES", types().toString()),
        Stream.concat(Stream.of("types"), Stream.of(arguments)).toArray(String[]::new));
  }
}
