package dev.millrace.worker.source.http.page;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What around the documents of an answer means, or may mean, that there are more of them. Not
 * thread-safe.
 */
final class Signs {

  private static final int MOST = 3;
  private static final int LONGEST = 300;

  /** Of the digits of a number of documents or pages. */
  private static final int LONGEST_SIZE = 10;

  private static final Pattern MORE = Pattern.compile("(?i)has_?more");
  private static final Pattern CONTINUATION =
      Pattern.compile("(?i)(has_?)?more|next.*|.*cursor|.*continuation.*");
  private static final Pattern SIZE =
      Pattern.compile(
          "(?i)total|total_?(count|results|items|elements|records)|num_?found|found|matched"
              + "|pages|(total|last|num)_?pages?|page_?count");
  private static final Pattern PAGES = Pattern.compile("(?i)page");
  private static final Set<String> NOTHING = Set.of("", "null", "false", "0");

  private final List<String> continuations = new ArrayList<>();

  /** By place. */
  private final Map<String, Long> sizes = new LinkedHashMap<>();

  private @Nullable String saysMore;

  /**
   * Looks at a scalar outside of the documents.
   *
   * @param place of the scalar
   * @param path of its object
   * @param key of the scalar in it
   * @param parser at the scalar
   */
  void note(String place, List<String> path, String key, JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_TRUE && MORE.matcher(key).matches()) {
      saysMore = place;
    }
    if (parser.getTextLength() > LONGEST) {
      return;
    }
    String value = parser.getText();
    if (token == JsonToken.VALUE_NUMBER_INT
        && SIZE.matcher(key).matches()
        && value.length() < LONGEST_SIZE
        && sizes.size() < MOST) {
      sizes.put(place, Long.parseLong(value));
    }
    boolean continues =
        CONTINUATION.matcher(key).matches()
            || (!path.isEmpty() && CONTINUATION.matcher(path.getLast()).matches());
    if (continues && !NOTHING.contains(value) && continuations.size() < MOST) {
      continuations.add("'%s': %s".formatted(place, value));
    }
  }

  /** The place of a {@code has_more} that is true; null without one. */
  @Nullable String saysMore() {
    return saysMore;
  }

  /**
   * The signs of an answer that is taken for all of a window.
   *
   * @param documents in the answer
   */
  List<String> of(int documents) {
    List<String> signs = new ArrayList<>(continuations);
    sizes.forEach(
        (place, size) -> {
          String key = place.substring(place.lastIndexOf('/') + 1);
          if (size > (PAGES.matcher(key).find() ? 1 : documents)) {
            signs.add("'%s': %d".formatted(place, size));
          }
        });
    return signs;
  }
}
