package dev.millrace.infra.emulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The command {@code docker} of this machine. */
final class Docker {

  private static final int MISSING = 127;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private Docker() {}

  /** The exit status of the command. */
  static int run(String... arguments) throws InterruptedException {
    List<String> command = Stream.concat(Stream.of("docker"), Stream.of(arguments)).toList();
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException _) {
      return MISSING;
    }
  }

  /**
   * Returns within seconds.
   *
   * @throws AssertionError naming the images that are missing and cannot be pulled
   */
  static void requireImages(List<String> images, URI registry) throws InterruptedException {
    List<String> missing = new ArrayList<>();
    for (String image : images) {
      if (run("image", "inspect", image) != 0) {
        missing.add(image);
      }
    }
    if (!missing.isEmpty() && !answers(registry)) {
      throw new AssertionError(
          ("the engine has no image %s, and %s cannot be reached; load the images, or make"
                  + " stand-ins with .ci/stand-ins/make")
              .formatted(String.join(", ", missing), registry.getHost()));
    }
  }

  private static boolean answers(URI registry) throws InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      HttpRequest request = HttpRequest.newBuilder(registry).timeout(PATIENCE).build();
      // A registry requests a token.
      int status = client.send(request, BodyHandlers.discarding()).statusCode();
      return status == 200 || status == 401;
    } catch (IOException _) {
      return false;
    }
  }
}
