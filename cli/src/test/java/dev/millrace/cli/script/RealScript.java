package dev.millrace.cli.script;

import dev.millrace.cli.Execution;
import dev.millrace.cli.ShippedTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The script of this checkout with the classes of this build, so that it need not build. */
public final class RealScript {

  private final Path home;

  private RealScript(Path home) {
    this.home = home;
  }

  /** Sets it up in an empty folder. */
  public static RealScript in(Path folder) throws IOException {
    Path script =
        Files.copy(Path.of("..", "millrace").toAbsolutePath(), folder.resolve("millrace"));
    if (!script.toFile().setExecutable(true)) {
      throw new IOException("cannot make %s executable".formatted(script));
    }
    for (String module : List.of("cli", "worker")) {
      Path target = Files.createDirectories(folder.resolve(module).resolve("target"));
      Files.createDirectory(target.resolve("classes"));
      Files.writeString(target.resolve("classpath"), System.getProperty("java.class.path"));
    }
    Path home = folder.toRealPath();
    Files.writeString(home.resolve("cli/target/built"), home + "\n");
    Files.createSymbolicLink(home.resolve("types"), ShippedTypes.folder().toRealPath());
    return new RealScript(home);
  }

  public Execution run(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("millrace").toString());
    command.addAll(List.of(arguments));
    Process process = start(environment, command);
    CompletableFuture<String> err =
        CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
    String out = text(process.getInputStream());
    return new Execution(process.waitFor(), out, err.get());
  }

  public Process start(Map<String, String> environment, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("MILLRACE_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  /** The script, in the root of its checkout. */
  public Path path() {
    return home.resolve("millrace");
  }

  private static String text(java.io.InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
