package dev.millrace.bench.report;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The machine of the figures, which mean nothing without it. */
public final class Machine {

  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  private Machine() {}

  public static String description() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return "%d processors (%s), %.0f GB, %s %s, Java %s"
        .formatted(
            system.getAvailableProcessors(),
            processor(system.getArch()),
            system.getTotalMemorySize() / 1e9,
            system.getName(),
            system.getVersion(),
            Runtime.version());
  }

  private static String processor(String otherwise) {
    if (!Files.isReadable(PROCESSORS)) {
      return otherwise;
    }
    try (Stream<String> lines = Files.lines(PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(otherwise);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
