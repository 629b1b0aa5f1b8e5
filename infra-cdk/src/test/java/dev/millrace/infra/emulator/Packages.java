package dev.millrace.infra.emulator;

import dev.millrace.infra.emulator.runtime.Bootstrap;
import dev.millrace.infra.emulator.runtime.Invoke;
import dev.millrace.local.process.GuardedProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The build's packages, run as in the deployment: nothing else on the class path. */
final class Packages {

  private static final Path CHECKOUT = Path.of("..");
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private final Path folder;
  private final Map<String, String> environment;

  /**
   * @param folder where zips are unpacked
   * @param environment of all processes
   */
  Packages(Path folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = Map.copyOf(environment);
  }

  /** The answer of a function of the module's zip. */
  String call(String module, String handler, String event, Map<String, String> settings) {
    return output(function(module, Invoke.class, handler, settings), event, handler);
  }

  /**
   * Starts a function of the module's zip, which asks the runtime API of its settings for events.
   *
   * @param log its log, in the folder
   */
  Process function(String module, String handler, String log, Map<String, String> settings) {
    ProcessBuilder builder = function(module, Bootstrap.class, handler, settings);
    builder.redirectErrorStream(true).redirectOutput(folder.resolve(log).toFile());
    return GuardedProcess.start(builder);
  }

  /** The zip's files are the class path, its own folder included, as in Lambda. */
  private ProcessBuilder function(
      String module, Class<?> runtime, String handler, Map<String, String> settings) {
    Path code = unpacked(module);
    ProcessBuilder builder =
        java(
            List.of(code.toString(), jars(code.resolve("lib")), testClasses()),
            runtime.getName(),
            handler);
    builder.environment().putAll(settings);
    return builder;
  }

  private static String output(ProcessBuilder builder, String event, String what) {
    try {
      Process process = builder.redirectErrorStream(true).start();
      try (var input = process.outputWriter(StandardCharsets.UTF_8)) {
        input.write(event);
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(what + " failed: " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Starts a worker of the image.
   *
   * @param log its log, in the folder
   */
  Process worker(String log, Map<String, String> settings) {
    Path image = CHECKOUT.resolve("worker/target/worker-image");
    ProcessBuilder builder =
        java(
            List.of(jars(image.resolve("app")), jars(image.resolve("lib"))),
            "dev.millrace.worker.WorkerMain");
    builder.environment().putAll(settings);
    builder.redirectErrorStream(true).redirectOutput(folder.resolve(log).toFile());
    return GuardedProcess.start(builder);
  }

  /** Runs the schema step of the image, with the definitions of the checkout. */
  void schema(Map<String, String> settings, String... logins) {
    Path image = CHECKOUT.resolve("worker/target/worker-image");
    List<String> program = new ArrayList<>(List.of("dev.millrace.worker.schema.SchemaMain"));
    program.addAll(List.of(logins));
    ProcessBuilder builder =
        java(
            List.of(jars(image.resolve("app")), jars(image.resolve("lib"))),
            program.toArray(String[]::new));
    builder.environment().putAll(settings);
    builder.environment().put("MILLRACE_TYPES", CHECKOUT.resolve("types").toString());
    String _ = output(builder, "", "the schema step");
  }

  private ProcessBuilder java(List<String> classPath, String... program) {
    List<String> command =
        new ArrayList<>(
            List.of(
                JAVA,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                String.join(":", classPath)));
    command.addAll(List.of(program));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(Packages::pointsElsewhere);
    builder.environment().putAll(environment);
    return builder;
  }

  private static boolean pointsElsewhere(String variable) {
    return variable.startsWith("MILLRACE_")
        || variable.startsWith("AWS_")
        || variable.toLowerCase(Locale.ROOT).endsWith("_proxy");
  }

  /** The class path of the classes that call a function. */
  private static String testClasses() {
    return Path.of(
            URI.create(Invoke.class.getProtectionDomain().getCodeSource().getLocation().toString()))
        .toString();
  }

  private static String jars(Path lib) {
    return lib + "/*";
  }

  private Path unpacked(String module) {
    Path target = folder.resolve(module);
    if (Files.exists(target)) {
      return target;
    }
    Path zip = CHECKOUT.resolve("%s/target/%s-function.zip".formatted(module, module));
    try (ZipFile file = new ZipFile(zip.toFile());
        Stream<? extends ZipEntry> entries = file.stream()) {
      for (ZipEntry entry : (Iterable<ZipEntry>) entries.<ZipEntry>map(e -> e)::iterator) {
        Path path = target.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else {
          Files.createDirectories(path.getParent());
          Files.copy(file.getInputStream(entry), path);
        }
      }
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException("is it packaged? " + zip, e);
    }
  }
}
