package dev.millrace.cli.option;

import dev.millrace.time.SliceWidth;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a slice width. */
public final class WidthOption implements ITypeConverter<SliceWidth> {

  @Override
  public SliceWidth convert(String value) {
    return SliceWidth.parse(value)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'%s' is not a valid width; use one of %s"
                        .formatted(value, SliceWidth.choices())));
  }
}
