package dev.millrace.cli.option;

import dev.millrace.plan.Only;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads which part of a window is meant. */
public final class OnlyOption implements ITypeConverter<Only> {

  @Override
  public Only convert(String value) {
    return Arrays.stream(Only.values())
        .filter(only -> only.toString().equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'%s' is none of missing, dead, all, older-definition".formatted(value)));
  }
}
