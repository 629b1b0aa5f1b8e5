package dev.millrace.cli.option;

import dev.millrace.time.SliceWidth;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a rung of the ladder of widths. */
public final class WidthOption implements ITypeConverter<SliceWidth> {

  @Override
  public SliceWidth convert(String value) {
    return SliceWidth.parse(value)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'%s' is no width; write one of %s".formatted(value, SliceWidth.choices())));
  }
}
