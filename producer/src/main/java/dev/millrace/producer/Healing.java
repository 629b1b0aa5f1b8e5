package dev.millrace.producer;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.plan.SlicePlanner;
import dev.millrace.time.SliceWidth;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.util.ArrayList;
import java.util.List;

/** Cuts the spans of a tick outside its regular window into a bounded number of slices. Pure. */
final class Healing {

  /** Slices of a type and kind that may be open at a time. */
  static final int MOST = 200;

  private static final long DAY = SliceWidth.DAY.seconds();

  private Healing() {}

  /**
   * The newest part of the spans, newest first. A long span gets wider slices than its type, but
   * none wider than a day, unless each slice would read all after it anyway.
   *
   * @param most {@link #MOST} or fewer
   */
  static List<Window> newestFirst(DocumentType type, Spans spans, long most) {
    List<Window> slices = new ArrayList<>();
    for (Window span : spans.windows().reversed()) {
      SliceWidth width = width(type, span);
      List<Window> cut = SlicePlanner.cut(newest(span, width), width).toList();
      cut.reversed().stream().limit(Math.max(most - slices.size(), 0)).forEach(slices::add);
    }
    return slices;
  }

  /** The oldest part of the spans, oldest first, in slices of the same widths. */
  static List<Window> oldestFirst(DocumentType type, Spans spans, long most) {
    return spans.windows().stream()
        .flatMap(span -> SlicePlanner.cut(span, width(type, span)))
        .limit(most)
        .toList();
  }

  /**
   * Whether a slice goes to the backfill queue, so that scheduled slices do not wait for it: one
   * that is wider than its type's, or older than a day.
   */
  static boolean bulk(DocumentType type, Window slice, long now) {
    return slice.seconds() > type.schedule().sliceWidth().seconds() || slice.to() < now - DAY;
  }

  private static SliceWidth width(DocumentType type, Window gap) {
    SliceWidth own = type.schedule().sliceWidth();
    SliceWidth widened = type.widthFor(gap, MOST);
    return !type.readsOn()
            && widened.compareTo(SliceWidth.DAY) > 0
            && own.compareTo(SliceWidth.DAY) <= 0
        ? SliceWidth.DAY
        : widened;
  }

  /** The part of the gap that can be needed. */
  private static Window newest(Window gap, SliceWidth width) {
    return new Window(Math.max(gap.from(), gap.to() - (MOST + 1) * width.seconds()), gap.to());
  }
}
