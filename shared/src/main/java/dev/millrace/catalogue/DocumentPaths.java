package dev.millrace.catalogue;

import dev.millrace.catalogue.value.JsonPath;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the values of columns are in a document, from the document's root on. Pure. */
public final class DocumentPaths {

  /** The segment that stands for every element of an array. */
  public static final String EVERY = "-";

  private DocumentPaths() {}

  /** The paths of all values that are only stored as a hash. */
  public static List<JsonPath> hashed(@Nullable Each each, List<Column> columns) {
    return columns.stream()
        .filter(Column::hashed)
        .flatMap(column -> of(column.origin(), each))
        .toList();
  }

  /** The paths of an origin. */
  public static Stream<JsonPath> of(Origin origin, @Nullable Each each) {
    return origin.paths().stream().map(path -> of(path, origin.ofElement(), each));
  }

  /** A path that starts at the document or, if {@code ofElement}, at each element. */
  public static JsonPath of(JsonPath path, boolean ofElement, @Nullable Each each) {
    if (!ofElement || each == null) {
      return path;
    }
    List<String> segments = new ArrayList<>(each.from().segments());
    segments.add(EVERY);
    segments.addAll(path.segments());
    return new JsonPath(segments);
  }
}
