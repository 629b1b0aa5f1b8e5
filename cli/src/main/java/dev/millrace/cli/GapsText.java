package dev.millrace.cli;

import static java.lang.String.format;
import static java.util.Locale.ROOT;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.time.Window;
import java.util.List;

/** What is imported in a window and what is not, for a person and for a machine. */
final class GapsText {

  private static final int CELLS = 50;
  private static final int MOST_GAPS = 1000;

  private final List<TypeCoverage> types;
  private final Window window;

  GapsText(List<TypeCoverage> types, Window window) {
    this.types = types.stream().map(type -> type.within(window)).toList();
    this.window = window;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    int width = types.stream().mapToInt(each -> each.type().length()).reduce(4, Math::max);
    String row = "%-" + width + "s  %s %8s%n";
    text.append(
        format(
            ROOT,
            "%s to %s, %s a character%n",
            TimeText.moment(window.from()),
            TimeText.moment(window.to()),
            TimeText.length(Math.max(window.seconds() / CELLS, 1))));
    for (TypeCoverage each : types) {
      text.append(format(ROOT, row, each.type(), Strip.of(each, window, CELLS), each.percent()));
    }
    text.append(Strip.LEGEND).append('\n');
    types.stream()
        .filter(each -> !each.gaps().isEmpty())
        .map(GapsText::oldest)
        .forEach(text::append);
    if (types.stream().allMatch(each -> each.expected().isEmpty())) {
      text.append("nothing is expected here: the schedule has never asked for it\n");
    } else if (types.stream().allMatch(each -> each.gaps().isEmpty())) {
      text.append("no gaps\n");
    }
    return text.toString();
  }

  private static String oldest(TypeCoverage type) {
    List<TypeCoverage.Gap> gaps = type.gapsByFate();
    Window oldest = gaps.getFirst().window();
    return format(
        ROOT,
        "%s: %,d %s, %s in all; the oldest is %s,%n  from %s to %s (%s)%n",
        type.type(),
        gaps.size(),
        gaps.size() == 1 ? "gap" : "gaps",
        TimeText.length(type.gaps().seconds()),
        gaps.getFirst().fate(),
        TimeText.moment(oldest.from()),
        TimeText.moment(oldest.to()),
        TimeText.length(oldest.seconds()));
  }

  String json() {
    ObjectNode node = new JsonMapper().createObjectNode();
    node.put("from", window.from()).put("to", window.to());
    ArrayNode array = node.putArray("types");
    for (TypeCoverage each : types) {
      List<TypeCoverage.Gap> gaps = each.gapsByFate();
      ArrayNode list =
          array
              .addObject()
              .put("type", each.type())
              .put("expected_seconds", each.expected().seconds())
              .put("gap_seconds", each.gaps().seconds())
              .put("gap_count", gaps.size())
              .putArray("gaps");
      gaps.stream()
          .limit(MOST_GAPS)
          .forEach(
              gap ->
                  list.addObject()
                      .put("from", gap.window().from())
                      .put("to", gap.window().to())
                      .put("fate", gap.fate()));
    }
    return node + "\n";
  }
}
