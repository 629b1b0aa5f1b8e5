package dev.millrace.worker.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.worker.mapping.row.Row;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One document, many rows. */
final class EachTest {

  private static final String COUNTERS =
      """
      type: T
      each: { from: /data/days, key: /day }
      occurred_at: { from_each: /day, unit: iso }
      columns:
        page: { from: /data/page }
        day: { from_each: /day, as: timestamp }
        views: { from_each: /views, as: integer, required: true }
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'l':[1,2]}             | accepted a [1] [2]",
        "{'l':[[1],null,'x',{}]} | rejected BAD_VALUE /data/l/0",
        "{'l':['x',null,true]}   | accepted a [x] [null] [true]",
        "{'l':[]}                | accepted a",
        "{'l':null}              | accepted a",
        "{}                      | accepted a",
        "{'l':{'0':1}}           | rejected BAD_VALUE /data/l",
        "{'l':'x'}               | rejected BAD_VALUE /data/l",
        "{'l':[1],'l':[2,3]}     | accepted a [2] [3]",
      })
  void every_element_of_an_array_is_a_row(String data, String outcome) {
    Mapping mapping = Mapping.of("type: T\neach: /data/l\ncolumns: { v: { from_each: '' } }");

    assertThat(mapping.outcomeOfData(data)).isEqualTo(outcome);
  }

  @Test
  void a_row_takes_values_of_its_element_and_of_the_document() {
    String data =
        """
        {"days":[{"day":"2024-05-30T00:00:00Z","views":7},
          {"views":8,"day":"2024-05-31T00:00:00Z","rest":[1,{"views":9}]}],"page":"home"}""";

    List<Row> rows = Mapping.of(COUNTERS).accepted(Mapping.document(data)).rows();

    assertThat(rows)
        .extracting(row -> row.values() + " " + row.occurredAt())
        .containsExactly(
            "[home, 2024-05-30T00:00, 7] 2024-05-30T00:00:00Z",
            "[home, 2024-05-31T00:00, 8] 2024-05-31T00:00:00Z");
    assertThat(rows).extracting(row -> row.document().toString()).containsExactly("a", "a");
  }

  @Test
  void a_value_of_the_document_is_held_once_for_all_of_its_rows() {
    Mapping mapping =
        Mapping.of("type: T\neach: /data/l\ncolumns: { v: { from: /data, as: json } }");

    List<Row> rows = mapping.accepted(Mapping.document("{\"l\":[1,2],\"t\":\"x\"}")).rows();

    Object first = rows.getFirst().values().getFirst();
    assertThat(first).isEqualTo("{\"l\":[1,2],\"t\":\"x\"}");
    assertThat(rows.getLast().values().getFirst()).isSameAs(first);
  }

  @Test
  void a_row_keeps_its_id_with_its_key_wherever_its_element_stands() {
    Mapping mapping = Mapping.of(COUNTERS);
    String one = "{\"day\":\"2024-05-30T00:00:00Z\",\"views\":7}";
    String two = "{\"day\":\"2024-05-31T00:00:00Z\",\"views\":8}";

    List<Row> before = rows(mapping, one + "," + two);
    List<Row> after = rows(mapping, two + "," + one);

    assertThat(after).containsExactly(before.get(1), before.get(0));
    assertThat(before).extracting(row -> row.id().bytes().length).allMatch(size -> size == 34);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'day':'2024-05-30T00:00:00Z','views':1},{'day':'2024-05-30T00:00:00Z','views':2} | rejected BAD_KEY /data/days/1/day",
        "{'views':1}             | rejected BAD_KEY /data/days/0/day",
        "{'day':[],'views':1}    | rejected BAD_KEY /data/days/0/day",
        "{'day':'x','views':1}   | rejected BAD_VALUE /data/days/0/day",
        "{'day':'2024-05-30T00:00:00Z'} | rejected MISSING_VALUE /data/days/0/views",
        "{'day':'2024-05-30T00:00:00Z','views':'many'} | rejected BAD_VALUE /data/days/0/views",
        "{'day':'2024-05-30T00:00:00Z','views':1},null | rejected BAD_KEY /data/days/1/day",
      })
  void an_element_that_does_not_fit_rejects_its_document_and_is_named(
      String elements, String outcome) {
    String data = "{\"days\":[" + elements.replace('\'', '"') + "]}";

    assertThat(Mapping.of(COUNTERS).outcome(Mapping.document(data))).isEqualTo(outcome);
  }

  @Test
  void ids_of_rows_are_distinct_and_fit_the_key_however_long_the_id_of_the_document() {
    Mapping mapping = Mapping.of("type: T\neach: /data\ncolumns: { v: { from_each: '' } }");

    List<String> ids =
        List.of("a", "a#1", "a#", "é".repeat(30), "é".repeat(31), "x".repeat(62), "x".repeat(64))
            .stream()
            .flatMap(
                id ->
                    mapping
                        .accepted(
                            Mapping.document("[1,2,3,4,5,6,7,8,9,10,11]")
                                .replace("\"a\"", '"' + id + '"'))
                        .rows()
                        .stream())
            .map(row -> row.id().toString())
            .toList();

    assertThat(ids).hasSize(77).doesNotHaveDuplicates().startsWith("a#0", "a#1");
  }

  @Test
  void a_document_has_no_more_rows_than_a_transaction_can_write() {
    Mapping mapping = Mapping.of("type: T\neach: /data\ncolumns: { v: { from_each: '' } }");
    String most =
        IntStream.range(0, 10_000).mapToObj(Integer::toString).collect(Collectors.joining(","));

    assertThat(mapping.accepted(Mapping.document("[" + most + "]")).rows()).hasSize(10_000);
    assertThat(mapping.outcome(Mapping.document("[0," + most + "]")))
        .isEqualTo("rejected TOO_MANY_ROWS /data");
  }

  private static List<Row> rows(Mapping mapping, String elements) {
    return mapping.accepted(Mapping.document("{\"days\":[" + elements + "]}")).rows();
  }
}
