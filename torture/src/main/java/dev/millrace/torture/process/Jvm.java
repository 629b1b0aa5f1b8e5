package dev.millrace.torture.process;

import dev.millrace.local.process.GuardedProcess;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Starts JVMs with this one's class path, which end with this one. */
final class Jvm {

  private Jvm() {}

  /** Starts a program whose standard input and output carry commands and answers. */
  static Process conversing(
      String program, List<String> options, Map<String, String> settings, Path log) {
    ProcessBuilder builder = builder(program, "", options, settings, List.of());
    return GuardedProcess.start(
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())));
  }

  /**
   * Starts a program.
   *
   * @param before a folder of classes that replace those of the class path; empty for none
   * @param settings its only settings
   * @param log receives what it prints to both streams, after what is there
   */
  static Process start(
      String program,
      String before,
      List<String> options,
      Map<String, String> settings,
      Path log,
      List<String> arguments) {
    return GuardedProcess.start(
        builder(program, before, options, settings, arguments)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())));
  }

  private static ProcessBuilder builder(
      String program,
      String before,
      List<String> options,
      Map<String, String> settings,
      List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(options);
    String classes = System.getProperty("java.class.path");
    command.add("-cp");
    command.add(before.isEmpty() ? classes : before + File.pathSeparator + classes);
    command.add(program);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(Jvm::pointsElsewhere);
    builder.environment().putAll(settings);
    return builder;
  }

  private static boolean pointsElsewhere(String variable) {
    return variable.startsWith("MILLRACE_")
        || variable.startsWith("AWS_")
        || variable.toLowerCase(Locale.ROOT).endsWith("_proxy");
  }
}
