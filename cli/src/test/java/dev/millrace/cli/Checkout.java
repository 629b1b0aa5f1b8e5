package dev.millrace.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A checkout with the real script; Maven and the JDK are shell scripts. */
public record Checkout(Path home, Path jdk, Map<String, String> environment) {

  private static final String MAVEN =
      """
      #!/bin/sh
      echo "$*" >>builds
      [ ! -f during ] || . ./during
      for module in cli worker; do
        mkdir -p $module/target/classes
        echo "of $module" >$module/target/classpath
      done
      """;

  /** A jar is whole when its text says so. */
  private static final String JAR = "#!/bin/sh\ngrep -q whole \"$2\"\n";

  private static final String JAVA =
      """
      #!/bin/sh
      echo "JAVA_HOME=$JAVA_HOME"
      echo "MILLRACE_TYPES=${MILLRACE_TYPES:-}"
      echo "LC_ALL=${LC_ALL:-}"
      printf '%s\\n' "$@"
      """;

  public static Checkout in(Path home) throws IOException {
    Files.createDirectories(home.resolve("cli/src/main"));
    Files.createDirectories(home.resolve("worker/src/main"));
    Files.writeString(
        home.resolve("pom.xml"), "<project>\n<module>worker</module>\n<module>cli</module>\n");
    Files.writeString(home.resolve("cli/src/main/Source.java"), "class Source {}");
    executable(home.resolve("millrace"), Files.readString(Path.of("..", "millrace")));
    executable(home.resolve("mvnw"), MAVEN);
    Path jdk = jdk(home.resolveSibling("jdk 25"), "25.0.1");
    return new Checkout(home, jdk, Map.of("JAVA_HOME", jdk.toString(), "PATH", "/usr/bin:/bin"));
  }

  /** Adds a JDK alongside the checkout. */
  public Path jdk(String name, String version) throws IOException {
    return jdk(home.resolveSibling(name), version);
  }

  private static Path jdk(Path folder, String version) throws IOException {
    Files.createDirectories(folder.resolve("bin"));
    Files.writeString(
        folder.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    executable(folder.resolve("bin/java"), JAVA);
    executable(folder.resolve("bin/javac"), "#!/bin/sh\n");
    executable(folder.resolve("bin/jar"), JAR);
    return folder;
  }

  private static void executable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  public Checkout with(String variable, String value) {
    Map<String, String> changed = new HashMap<>(environment);
    changed.put(variable, value);
    return new Checkout(home, jdk, changed);
  }

  public Checkout movedTo(Path elsewhere) throws IOException {
    return new Checkout(Files.move(home, elsewhere), jdk, environment);
  }

  public Path path(String relative) {
    return home.resolve(relative);
  }

  public Path source() {
    return path("cli/src/main/Source.java");
  }

  /** Shell text that runs in the middle of every build from now on. */
  public void duringTheBuild(String shell) throws IOException {
    Files.writeString(path("during"), shell + "\n");
  }

  public long builds() throws IOException {
    Path builds = path("builds");
    return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
  }

  public Execution run(String... arguments) {
    return start(arguments).join();
  }

  public Execution run(Path script, String... arguments) {
    return start(script, arguments).join();
  }

  public CompletableFuture<Execution> start(String... arguments) {
    return start(path("millrace"), arguments);
  }

  /**
   * Runs the script, for a test that ends it. A script cannot handle signals that its parent
   * ignores, such as SIGINT in a background job; they get their default again where env can do it.
   */
  public Process process(String... arguments) throws IOException, InterruptedException {
    List<String> reset = List.of("env", "--default-signal");
    boolean resets = new ProcessBuilder("env", "--default-signal", "true").start().waitFor() == 0;
    return begin(resets ? reset : List.of(), path("millrace"), arguments);
  }

  /** Runs the script from another folder than its own. */
  private CompletableFuture<Execution> start(Path script, String... arguments) {
    Process process = begin(List.of(), script, arguments);
    return CompletableFuture.supplyAsync(() -> await(process), task -> new Thread(task).start());
  }

  private Process begin(List<String> prefix, Path script, String... arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(script.toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(home.resolveSibling("").toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Execution await(Process process) {
    try {
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Execution(process.waitFor(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
