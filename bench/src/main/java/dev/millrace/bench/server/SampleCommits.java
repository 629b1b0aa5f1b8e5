package dev.millrace.bench.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** The commits of {@code samples}, in the order of the file. */
public final class SampleCommits {

  private static final int BUFFER = 1 << 16;

  private static final Pattern BEGINNING =
      Pattern.compile("\\{\"id\":\"([^\"]*)\",\"timestamp\":(\\d+)");

  private SampleCommits() {}

  /**
   * A commit.
   *
   * @param rest its JSON text after the timestamp
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes to pass on; never compared
  public record Commit(String id, long timestamp, byte[] rest) {}

  public static List<Commit> read() {
    InputStream sample =
        Objects.requireNonNull(
            SampleCommits.class.getResourceAsStream("/samples/github-documents.ndjson.gz"),
            "the samples are not on the class path");
    List<Commit> commits = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(sample, BUFFER), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher beginning = BEGINNING.matcher(line);
        if (!beginning.lookingAt()) {
          throw new IllegalStateException("no id and timestamp at the beginning of " + line);
        }
        commits.add(
            new Commit(
                beginning.group(1),
                Long.parseLong(beginning.group(2)),
                line.substring(beginning.end()).getBytes(StandardCharsets.UTF_8)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the samples", e);
    }
    return commits;
  }
}
