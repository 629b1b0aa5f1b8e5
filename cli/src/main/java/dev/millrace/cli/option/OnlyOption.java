package dev.millrace.cli.option;

import dev.millrace.plan.Only;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses the part of a window to plan. */
public final class OnlyOption implements ITypeConverter<Only> {

  @Override
  public Only convert(String value) {
    return Arrays.stream(Only.values())
        .filter(only -> only.toString().equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'%s' is not supported; use missing, dead, all or older-definition"
                        .formatted(value)));
  }
}
