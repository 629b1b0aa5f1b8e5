package dev.millrace.worker.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DerivedColumnsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "from: [/data/a, /data/b]                       | {'b':2}         | accepted a [2]",
        "from: [/data/a, /data/b]                       | {'a':1,'b':2}   | accepted a [1]",
        "from: [/data/a, /data/b]                       | {'a':null,'b':0} | accepted a [0]",
        "from: [/data/a, /data/b], default: x           | {}              | accepted a [x]",
        "from: [/data/a, /data/b], join: ' '            | {'b':2,'a':1.50} | accepted a [1.50 2]",
        "from: [/data/a, /data/b], join: ''             | {'b':2,'a':true} | accepted a [true2]",
        "from: [/data/a, /data/b], join: '-'            | {'b':'x'}       | accepted a [x]",
        "from: [/data/a, /data/b], join: '-'            | {'a':null}      | accepted a [null]",
        "from: [/data/a, /data/b], join: '-'            | {'a':1,'b':[]}  | rejected BAD_VALUE /data/b",
        "from: [/data/a, /data/b], join: '-', derive: upper | {'a':'x','b':'y'} | accepted a [X-Y]",
        "from: /data/a, derive: [trim, lower]           | {'a':' Ab '}    | accepted a [ab]",
        "from: /data/a, derive: host                    | {'a':'https://A.b/c'} | accepted a [a.b]",
        "from: /data/a, derive: host                    | {'a':'nowhere'} | rejected BAD_VALUE /data/a",
        "from: /data/a, derive: 'part(/,2)'             | {'a':'x/y'}     | accepted a [y]",
        "from: /data/a, derive: 'part(/,2)'             | {'a':'x'}       | accepted a [null]",
        "from: /data/a, derive: 'part(/,2)', default: z | {'a':'x'}       | accepted a [z]",
        "from: /data/a, derive: 'part(/,2)', required: true | {'a':'x'}   | rejected MISSING_VALUE /data/a",
        "from: /data/a, derive: 'times(1000)', as: bigint | {'a':1.5}     | accepted a [1500]",
        "from: /data/a, derive: 'times(1000)', as: bigint | {'a':'1.5'}   | accepted a [1500]",
        "from: /data/a, derive: 'times(1000)', as: bigint | {'a':true}    | rejected BAD_VALUE /data/a",
        "from: /timestamp, derive: weekday, as: integer | {}              | accepted a [3]",
        "from: /data/a, derive: date, as: date          | {'a':'2024-05-31T23:30:00-02:00'} | accepted a [2024-06-01]",
        "from: /data/a, derive: count, as: integer      | {'a':[1,[2,3],{}]} | accepted a [3]",
        "from: /data/a, derive: count, as: integer      | {'a':{'x':[1,2],'y':0}} | accepted a [2]",
        "from: /data/a, derive: count, as: integer      | {'a':[]}        | accepted a [0]",
        "from: /data/a, derive: count, as: integer      | {'a':'text'}    | accepted a [4]",
        "from: /data/a, derive: count, as: integer      | {'a':7}         | rejected BAD_VALUE /data/a",
        "from: /data/a, derive: count, as: integer      | {}              | accepted a [null]",
      })
  void a_column_is(String keys, String data, String outcome) {
    Mapping mapping = Mapping.of("type: T\ncolumns: { v: { " + keys + " } }");

    assertThat(mapping.outcomeOfData(data)).isEqualTo(outcome);
  }

  @Test
  void one_path_can_be_counted_read_below_and_kept_as_json() {
    Mapping mapping =
        Mapping.of(
            """
            type: T
            columns:
              size: { from: /data/commits, derive: count, as: integer }
              first: { from: /data/commits/0/id }
              all: { from: /data/commits, as: json }
            """);

    assertThat(mapping.values("{\"commits\":[{\"id\":\"x\"},{\"id\":\"y\"}]}"))
        .hasToString("[2, x, [{\"id\":\"x\"},{\"id\":\"y\"}]]");
  }
}
