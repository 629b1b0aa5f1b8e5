package dev.millrace.catalogue.http;

import dev.millrace.catalogue.value.JsonPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an API continues an answer. */
public sealed interface Pages {

  /** The parameter that asks for a page; null where none does. */
  default @Nullable String param() {
    return null;
  }

  /** What of an answer is read to find the next page. */
  default List<JsonPath> paths() {
    return List.of();
  }

  /** One answer holds everything. */
  record One() implements Pages {}

  /** One file for each hour or day, named by the URL; together they hold the window. */
  record Files(FileNames names) implements Pages {}

  /** A {@code Link} header holds the URL of the next page, until there is none. */
  record Link(String relation) implements Pages {}

  /** The answer holds the URL of the next page, until it is missing, null or empty. */
  record NextUrl(JsonPath at) implements Pages {

    @Override
    public List<JsonPath> paths() {
      return List.of(at);
    }
  }

  /** The answer holds a text that asks for the next page, until it is missing, null or empty. */
  record Cursor(String param, JsonPath at) implements Pages {

    @Override
    public List<JsonPath> paths() {
      return List.of(at);
    }
  }

  /**
   * The id of the last document of a page asks for the next one.
   *
   * @param more where the answer says whether there is more; null where an empty page ends
   */
  record LastId(String param, @Nullable JsonPath more) implements Pages {

    @Override
    public List<JsonPath> paths() {
      return more == null ? List.of() : List.of(more);
    }
  }

  /** Pages are numbered, until an empty one. */
  record Numbered(String param, long first) implements Pages {}

  /**
   * Documents are numbered, until an empty page. A page moves the offset by the documents that it
   * had, so a source that caps its pages loses none.
   *
   * @param first of the first page
   * @param size the most documents of a page; 0 where it is unknown
   */
  record Offset(String param, long first, long size) implements Pages {}
}
