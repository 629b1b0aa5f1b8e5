package dev.millrace.catalogue.value;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.millrace.fuzz.Bounds;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Texts and numbers as moments: the fast way, the slow way and the JDK's agree. */
class TimesFuzzTest {

  private static final Instant END = Instant.parse("2262-01-01T00:00:00Z");

  /** Such a text has one way only. */
  private static final int LONGEST = 90;

  private static final Pattern POINT_ALONE = Pattern.compile("[.,](?!\\d)");

  private static final List<ColumnType> TYPES =
      List.of(
          new ColumnType.BigInt(),
          new ColumnType.Int(),
          new ColumnType.Decimal(20, 4),
          new ColumnType.FloatingPoint(),
          new ColumnType.Bool(),
          new ColumnType.Date(),
          ColumnType.Text.DEFAULT);

  @FuzzTest
  void a_moment_means_the_same_however_it_is_read(byte[] input) throws Exception {
    String text = new String(input, UTF_8);
    Bounds.keep(
        () -> {
          agree(text);
          for (Scalar scalar : List.of(Scalar.text(text), Scalar.number(text))) {
            for (MomentUnit unit : MomentUnit.values()) {
              if (unit.read(scalar) instanceof Conversion.Value(Instant at)) {
                assertThat(at).isBetween(Instant.EPOCH, END.minusMillis(1));
              }
            }
            TYPES.forEach(type -> type.convert(scalar));
          }
        });
  }

  private static void agree(String text) {
    Instant read = IsoMoment.parse(text);
    if (text.endsWith("Z") && text.length() < LONGEST) {
      String slow = text.substring(0, text.length() - 1) + "+00:00";
      assertThat(IsoMoment.parse(slow)).as(slow).isEqualTo(read);
    }
    Instant known = known(text);
    if (known != null) {
      assertThat(read).as(text).isEqualTo(known);
    }
  }

  /** As the JDK reads it, which knows fewer forms, and one more: a point without digits. */
  private static @Nullable Instant known(String text) {
    try {
      return text.length() > LONGEST || POINT_ALONE.matcher(text).find()
          ? null
          : OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
    } catch (DateTimeException | ArithmeticException _) {
      return null;
    }
  }
}
