package dev.millrace.cli;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;

/** The commits of 1 February 2023 in a few repositories, as documents of the type GithubType. */
public final class Commits {

  public static final int COUNT = 84;

  private Commits() {}

  public static Path file() {
    URL url = Objects.requireNonNull(Commits.class.getResource("commits.ndjson.gz"));
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
