package dev.millrace.bench.server;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.DefinitionParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The definition of GithubType, as it ships. */
public final class ShippedType {

  private static final String FILE = "/types/GithubType.yaml";

  private ShippedType() {}

  public static DocumentType github() {
    try (InputStream file =
        Objects.requireNonNull(
            ShippedType.class.getResourceAsStream(FILE), "the types are not on the class path")) {
      return DefinitionParser.parse(new String(file.readAllBytes(), StandardCharsets.UTF_8), FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
