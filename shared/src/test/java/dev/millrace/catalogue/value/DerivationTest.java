package dev.millrace.catalogue.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.DefinitionParser;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DerivationTest {

  private static final String UNIT_NEEDED =
      "expected unix seconds or an ISO 8601 moment with its offset, like 2024-05-31T12:00:00Z"
          + " (a number as text is read where the definition has a unit)";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "trim         | ~ \t a b \n~                  | a b",
        "lower        | ÅSE I                         | åse i",
        "upper        | straße                        | STRASSE",
        "host         | https://Example.ORG           | example.org",
        "host         | https://me:pw@a.b:8080/x?y#z  | a.b",
        "host         | git+ssh://git@github.com:o/r  | github.com",
        "host         | http://[::1]:80/              | [::1]",
        "host         | http://a.b/x^y z{}            | a.b",
        "host         | https://a.b/?u=http://c@d.e/  | a.b",
        "host         | a.b/c                         | expected a URL like https://host/path",
        "host         | https:///c                    | expected a URL like https://host/path",
        "host         | ://a.b                        | expected a URL like https://host/path",
        "host         | ~~                            | expected a URL like https://host/path",
        "path         | https://a.b/c/d?e=/f#g        | /c/d",
        "path         | https://a.b?e                 | /",
        "part(/,1)    | owner/name                    | owner",
        "part(/,2)    | owner/name                    | name",
        "part(/,3)    | owner/name                    | nothing",
        "part(/,-1)   | refs/heads/main               | main",
        "part(/,-3)   | refs/heads/main               | refs",
        "part(/,-4)   | refs/heads/main               | nothing",
        "part(@,-1)   | no at                         | no at",
        "part(::,2)   | a::b::c                       | b",
        "part(.,1)    | .a                            | ~~",
        "part(,,2)    | a,b                           | b",
        "date         | 2024-05-31T23:30:00-02:00     | 2024-06-01",
        "date         | 1717196400                    | " + UNIT_NEEDED,
        "date         | 20240531                      | " + UNIT_NEEDED,
        "year         | 2024-05-31                    | 2024",
        "month        | 2024-05-31T12:00:00Z          | 5",
        "day          | 2024-05-31T12:00:00Z          | 31",
        "hour         | 2024-05-31T12:59:59.999Z      | 12",
        "weekday      | 2024-05-31T12:00:00Z          | 5",
        "weekday      | 2024-06-02                    | 7",
        "hour         | soon                          | expected unix seconds or an ISO 8601 moment with its offset, like 2024-05-31T12:00:00Z",
        "count        | 😀é                           | 2",
        "times(0.001) | 1717196400123                 | 1717196400.123",
        "times(-60)   | 1.5                           | -90.0",
        "times(2)     | many                          | expected a number",
      })
  void a_text_becomes(String derivation, String text, String result) {
    assertThat(derive(derivation, Scalar.text(text))).isEqualTo(result);
  }

  @ParameterizedTest
  @CsvSource({
    "times(3), 9007199254740993, 27021597764222979",
    "date, 0, 1970-01-01",
    "date, 1717196400, 2024-05-31",
    "year, 99999999999, out of time",
    "count, 7, 'expected an array, an object or a text to count'",
    "lower, 1E3, 1e3",
    "'part(.,1)', 3.25, 3",
  })
  void a_number_becomes(String derivation, String number, String result) {
    assertThat(derive(derivation, Scalar.number(number))).isEqualTo(result);
  }

  private static String derive(String derivation, Scalar scalar) {
    DocumentType type =
        DefinitionParser.parse(
            "type: A\ncolumns: { a: { from: /a, derive: '%s' } }".formatted(derivation), "A");
    List<Derivation> derivations = type.mapping().columns().getFirst().origin().derivations();
    assertThat(derivations).singleElement().extracting(Derivation::spelling).isEqualTo(derivation);
    return switch (derivations.getFirst().derive(scalar)) {
      case null -> "nothing";
      case Conversion.Value(Scalar value) -> value.text();
      case Conversion.Value(Object value) -> throw new AssertionError("no scalar: " + value);
      case Conversion.Unfit(String expected) -> "expected " + expected;
      case Conversion.TooLong _ -> "too long";
      case Conversion.OutOfTime _ -> "out of time";
    };
  }
}
