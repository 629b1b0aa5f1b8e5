package dev.millrace.worker.source.http;

import dev.millrace.local.apis.PublicApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The sources in {@code samples}, to be read from their stand-ins. */
public final class SampleSources {

  /** What all stand-ins ask for. */
  static final String TOKEN = "t0ken";

  static final Map<String, String> SECRETS =
      Map.of("GITHUB_TOKEN", TOKEN, "SLACK_TOKEN", TOKEN, "STRIPE_KEY", TOKEN);

  private SampleSources() {}

  /** The definition of that file, without its rate. */
  public static String definition(String name, PublicApi api) {
    try {
      return Files.readString(Path.of("..", "samples", "sources", name + ".yaml"))
          .replace(api.realUrl(), api.server().url())
          .replaceAll("(?m)^  rate: .*\n", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
