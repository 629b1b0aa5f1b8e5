package dev.millrace.broken;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Locale.ROOT;

import java.io.InputStream;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Scanner;
import java.util.function.Supplier;

/** Takes the machine's language, charset and zone in many ways, and once each names its own. */
@SuppressWarnings({"DefaultCharset", "StringCaseLocaleUsage", "AnnotateFormatMethod"})
final class AsksTheMachine {
  private AsksTheMachine() {}

  static List<Supplier<?>> wrong(String text, byte[] bytes, InputStream in, PrintWriter out) {
    return List.of(
        () -> String.format("%d", bytes.length),
        () -> out.printf("%d", bytes.length),
        text::toLowerCase,
        text::toUpperCase,
        text::getBytes,
        () -> new String(bytes),
        () -> new Scanner(in),
        ZoneId::systemDefault);
  }

  static List<Supplier<?>> right(String text, byte[] bytes, InputStream in, PrintWriter out) {
    return List.of(
        () -> String.format(ROOT, "%d", bytes.length),
        () -> out.printf(ROOT, "%d", bytes.length),
        () -> text.toLowerCase(ROOT),
        () -> text.toUpperCase(ROOT),
        () -> text.getBytes(UTF_8),
        () -> new String(bytes, UTF_8),
        () -> new Scanner(in, UTF_8),
        () -> ZoneOffset.UTC);
  }
}
