package dev.millrace.producer;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.plan.SlicePlanner;
import dev.millrace.time.SliceWidth;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.util.ArrayList;
import java.util.List;

/** Cuts what is missing of a type into slices, newest first, a bounded number at a time. Pure. */
final class Healing {

  /** Slices of a type that one tick plans at most. */
  static final int MOST = 200;

  private Healing() {}

  /**
   * The newest part of the gaps. A gap that is long gets wider slices than its type, but none wider
   * than a day.
   */
  static List<Window> slices(DocumentType type, Spans gaps) {
    List<Window> slices = new ArrayList<>();
    for (Window gap : gaps.windows().reversed()) {
      SliceWidth width = width(type.sliceWidth(), gap);
      List<Window> cut = SlicePlanner.cut(newest(gap, width), width).toList();
      cut.reversed().stream().limit(MOST - slices.size()).forEach(slices::add);
      if (slices.size() == MOST) {
        return slices;
      }
    }
    return slices;
  }

  private static SliceWidth width(SliceWidth own, Window gap) {
    SliceWidth widened = own.widenedFor(gap, MOST);
    return widened.compareTo(SliceWidth.DAY) > 0 && own.compareTo(SliceWidth.DAY) <= 0
        ? SliceWidth.DAY
        : widened;
  }

  /** As much of the gap as can be needed. */
  private static Window newest(Window gap, SliceWidth width) {
    return new Window(Math.max(gap.from(), gap.to() - (MOST + 1) * width.seconds()), gap.to());
  }
}
