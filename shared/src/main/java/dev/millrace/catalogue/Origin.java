package dev.millrace.catalogue;

import dev.millrace.catalogue.value.Derivation;
import dev.millrace.catalogue.value.JsonPath;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where the value of a column comes from.
 *
 * @param paths the first one with a value counts, unless they are joined
 * @param ofElement whether they begin at the element of {@code each} rather than at the document
 * @param join the separator between the values of all paths; null where they are not joined
 * @param derivations applied to the value, in order
 */
public record Origin(
    List<JsonPath> paths, boolean ofElement, @Nullable String join, List<Derivation> derivations) {

  public Origin {
    paths = List.copyOf(paths);
    derivations = List.copyOf(derivations);
  }

  /** The value at one path of the document, as it is. */
  public static Origin at(JsonPath path) {
    return new Origin(List.of(path), false, null, List.of());
  }

  /** Whether the value is simply the one at one path. */
  public boolean isPlain() {
    return paths.size() == 1 && join == null && derivations.isEmpty();
  }

  /** The paths, as error messages name them. */
  public String place() {
    return paths.stream().map(JsonPath::toString).collect(Collectors.joining(", "));
  }
}
