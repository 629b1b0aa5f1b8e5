package dev.millrace.text;

import static java.lang.String.format;
import static java.util.Locale.ROOT;

/** Numbers of things as readable text. */
public final class CountText {

  private CountText() {}

  /** Such as {@code 1 slice} or {@code 1,500 slices}. */
  public static String of(long number, String noun) {
    return of(number, noun, noun + "s");
  }

  /** The same with any two forms, such as {@code slice waits} and {@code slices wait}. */
  public static String of(long number, String one, String many) {
    return format(ROOT, "%,d %s", number, number == 1 ? one : many);
  }

  /** An estimate with its two leading digits: {@code 3,400,000} for 3,370,127. */
  public static String rounded(long estimate) {
    long unit = 1;
    while (estimate / unit >= 100) {
      unit *= 10;
    }
    return format(ROOT, "%,d", (estimate + unit / 2) / unit * unit);
  }
}
