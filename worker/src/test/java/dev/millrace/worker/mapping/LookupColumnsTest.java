package dev.millrace.worker.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.catalogue.Lookup;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LookupColumnsTest {

  private static final Lookups LOOKUPS =
      (lookup, key, timestamp) ->
          switch (key) {
            case "unavailable" -> throw new IllegalStateException("the lookup is unavailable");
            case "known" -> Optional.of(lookup.spelling() + " at " + timestamp);
            case "long" -> Optional.of("x".repeat(300));
            default -> Optional.empty();
          };

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "slack-channel | 'known'   | accepted a [slack-channel at 1433323321]",
        "slack-channel | 'unknown' | accepted a [null]",
        "slack-channel | null      | accepted a [null]",
        "slack-channel | 'long'    | rejected TOO_LONG /data",
        "slack-channel | {}        | rejected BAD_VALUE /data",
        "event-code    | 'known'   | accepted a [event-code at 1433323321]",
        "event-code    | 'unknown' | rejected UNKNOWN_EVENT_CODE /data",
        "event-code    | null      | rejected MISSING_VALUE /data",
      })
  void what_a_lookup_knows_is_stored(String lookup, String data, String outcome) {
    Mapping mapping =
        Mapping.of(
            "type: T\ncolumns: { v: { from: /data, lookup: %s } }".formatted(lookup), LOOKUPS);

    assertThat(mapping.outcomeOfData(data)).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "slack-channel | 'any' | accepted a [null]",
        "slack-channel | null  | accepted a [null]",
        "slack-channel | {}    | rejected BAD_VALUE /data",
        "event-code    | 'any' | accepted a [null]",
        "event-code    | null  | rejected MISSING_VALUE /data",
        "event-code    | []    | rejected BAD_VALUE /data",
      })
  void without_lookups_other_columns_are_as_in_an_import(
      String lookup, String data, String outcome) {
    Mapping mapping =
        Mapping.of(
            "type: T\ncolumns: { v: { from: /data, lookup: %s } }".formatted(lookup),
            Lookups.NOT_ASKED);

    assertThat(mapping.outcomeOfData(data)).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource({"slack-channel", "event-code"})
  void document_is_neither_stored_nor_rejected_while_its_lookup_is_unavailable(String lookup) {
    Mapping mapping =
        Mapping.of(
            "type: T\ncolumns: { v: { from: /data, lookup: %s } }".formatted(lookup), LOOKUPS);

    assertThatThrownBy(() -> mapping.outcome(Mapping.document("\"unavailable\"")))
        .hasMessage("the lookup is unavailable");
    assertThat(Lookup.values()).extracting(Lookup::spelling).contains(lookup);
  }
}
