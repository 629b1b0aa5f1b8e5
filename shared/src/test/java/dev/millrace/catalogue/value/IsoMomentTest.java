package dev.millrace.catalogue.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The frequent form has code of its own; it must agree with the general one. */
class IsoMomentTest {

  private static final long YEAR_10000 = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  @Test
  void the_frequent_form_means_the_same_as_the_one_with_an_offset() {
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    LongStream seconds = random.longs(10_000, -62_167_219_200L, YEAR_10000);

    seconds.forEach(
        second -> {
          String plain = Instant.ofEpochSecond(second).toString();
          assertThat(IsoMoment.parse(plain))
              .as(plain)
              .isEqualTo(Instant.ofEpochSecond(second))
              .isEqualTo(IsoMoment.parse(plain.replace("Z", "+00")));
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2024-02-30T00:00:00Z",
        "2023-02-29T00:00:00Z",
        "2024-13-01T00:00:00Z",
        "2024-01-01T25:00:00Z",
        "2024-01-01T00:60:00Z",
        "2024-01-01T00:00:61Z",
        "2024-01-01T00:00:60Z",
        "2024-01-01T24:00:01Z",
        "2024-01-01T00:00:0٣Z",
        "2024/01/01T00:00:00Z"
      })
  void text_of_the_same_length_that_is_no_moment_stays_refused(String text) {
    assertThat(IsoMoment.parse(text)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2016-12-31T23:59:60Z", "2016-12-31T24:00:00Z", "2017-01-01t00:00:00z"})
  void rare_forms_of_the_same_length_are_read_by_the_general_code(String text) {
    assertThat(IsoMoment.parse(text)).isEqualTo(Instant.parse("2017-01-01T00:00:00Z"));
  }

  /** The form without a colon is read by the expression, the one with a colon without it. */
  @Test
  void an_offset_with_a_colon_is_one_without() {
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    for (int i = 0; i < 10_000; i++) {
      int minutes = random.nextInt(-18 * 60, 18 * 60 + 1);
      Instant at = Instant.ofEpochSecond(random.nextLong(0, YEAR_10000 - 86_400));
      String local = at.plusSeconds(60L * minutes).toString().replace("Z", "");
      String offset =
          "%s%02d:%02d"
              .formatted(minutes < 0 ? "-" : "+", Math.abs(minutes) / 60, Math.abs(minutes) % 60);

      assertThat(IsoMoment.parse(local + offset)).as(local + offset).isEqualTo(at);
      assertThat(IsoMoment.parse(local + offset.replace(":", ""))).isEqualTo(at);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2024-05-31T12:00:00+18:01",
        "2024-05-31T12:00:00+19:00",
        "2024-05-31T12:00:00-12:60",
        "2024-05-31T24:01:00+01:00",
        "2024-02-30T12:00:00+01:00",
        "2024-05-31T12:00:00*01:00",
        "2024-05-31T12:00:00+1a:00",
        "2024-05-31T12:00:00Z0",
      })
  void an_offset_that_does_not_exist_is_none(String text) {
    assertThat(IsoMoment.parse(text)).isNull();
  }
}
