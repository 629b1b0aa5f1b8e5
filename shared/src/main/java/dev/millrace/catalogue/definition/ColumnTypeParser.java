package dev.millrace.catalogue.definition;

import dev.millrace.catalogue.Problems;
import dev.millrace.catalogue.value.ColumnType;
import dev.millrace.catalogue.value.ColumnType.Text;
import dev.millrace.catalogue.value.ColumnType.TooLong;
import dev.millrace.catalogue.value.MomentUnit;
import dev.millrace.text.Suggestion;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the type of a column: {@code as}, {@code unit}, {@code length} and {@code too_long}. */
public final class ColumnTypeParser {

  /** What {@code as} may be, without the numbers of a decimal. */
  public static final List<String> TYPES =
      ColumnType.each().stream().map(type -> type.spelling().replaceFirst("\\(.*", "")).toList();

  private static final Pattern DECIMAL =
      Pattern.compile("decimal\\(\\s*(\\d{1,4})\\s*,\\s*(\\d{1,4})\\s*\\)");

  private final Section section;
  private final Problems problems;

  ColumnTypeParser(Section section, Problems problems) {
    this.section = section;
    this.problems = problems;
  }

  /** The type; null if it is invalid, which is reported. */
  @Nullable ColumnType parse() {
    String as = section.has("as") ? section.text("as") : "text";
    if (as == null) {
      return null;
    }
    refuseForeign("length", as, "text");
    refuseForeign("too_long", as, "text");
    refuseForeign("unit", as, "timestamp");
    return switch (as) {
      case "text" -> text();
      case "timestamp" -> new ColumnType.Timestamp(unit(section, problems));
      default -> plainOrDecimal(as);
    };
  }

  private @Nullable ColumnType plainOrDecimal(String as) {
    Optional<ColumnType> plain =
        ColumnType.each().stream().filter(type -> type.spelling().equals(as)).findFirst();
    return plain.isPresent() ? plain.get() : decimal(as);
  }

  /** The {@code unit} of a moment; both where the key is missing. */
  static MomentUnit unit(Section section, Problems problems) {
    String spelling = section.text("unit");
    return switch (spelling) {
      case null -> MomentUnit.SECONDS_OR_ISO;
      case "s" -> MomentUnit.SECONDS;
      case "ms" -> MomentUnit.MILLISECONDS;
      case "iso" -> MomentUnit.ISO;
      case "iso_utc" -> MomentUnit.ISO_UTC;
      default -> {
        problems.at(
            section.place("unit"),
            "unknown unit '%s'; use s, ms, iso or iso_utc, or remove it for seconds or ISO text"
                .formatted(spelling));
        yield MomentUnit.SECONDS_OR_ISO;
      }
    };
  }

  private @Nullable ColumnType decimal(String as) {
    Matcher matcher = DECIMAL.matcher(as);
    if (matcher.matches()) {
      try {
        return new ColumnType.Decimal(
            Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
      } catch (IllegalArgumentException e) {
        problems.at(section.place("as"), String.valueOf(e.getMessage()));
        return null;
      }
    }
    problems.at(
        section.place("as"),
        as.startsWith("decimal")
            ? "'%s' needs two numbers; write 'decimal(10,2)', with the quotes inside { }"
                .formatted(as)
            : "unknown type '%s'; %s".formatted(as, Suggestion.among(TYPES, as)));
    return null;
  }

  private @Nullable ColumnType text() {
    int length = Text.DEFAULT.length();
    String written = section.text("length");
    try {
      if (written != null) {
        length = Integer.parseInt(written);
      }
      return new Text(length, tooLong());
    } catch (NumberFormatException e) {
      problems.at(
          section.place("length"),
          "length '%s' is not a number; use 1 to %d".formatted(written, Text.MAX_LENGTH));
    } catch (IllegalArgumentException e) {
      problems.at(section.place("length"), String.valueOf(e.getMessage()));
    }
    return null;
  }

  private TooLong tooLong() {
    String written = section.text("too_long");
    if (written == null) {
      return TooLong.REJECT;
    }
    for (TooLong choice : TooLong.values()) {
      if (choice.name().toLowerCase(Locale.ROOT).equals(written)) {
        return choice;
      }
    }
    problems.at(
        section.place("too_long"),
        "unknown too_long '%s'; use reject or truncate".formatted(written));
    return TooLong.REJECT;
  }

  private void refuseForeign(String key, String as, String owner) {
    if (section.has(key) && !as.equals(owner)) {
      problems.at(
          section.place(key),
          "'%s' is only valid with as: %s; remove it from as: %s".formatted(key, owner, as));
    }
  }
}
