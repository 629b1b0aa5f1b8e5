package dev.millrace.catalogue.definition;

import dev.millrace.catalogue.Problems;
import dev.millrace.catalogue.http.Bounds;
import dev.millrace.catalogue.http.FileNames;
import dev.millrace.catalogue.http.TimeForm;
import dev.millrace.catalogue.http.WindowForm;
import dev.millrace.settings.Hosts;
import dev.millrace.settings.HttpUrl;
import dev.millrace.time.SliceWidth;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;

/** Reads {@code files:}, the names of files by time. */
final class SourceFilesParser {

  private static final String EXAMPLE = "files: 'https://host/{yyyy}/{MM}/{dd}/{HH}.json.gz'";

  /** Keys that say how an API is asked, which files are not. */
  private static final List<String> OF_APIS =
      List.of("url", "params", "method", "pages", "order", "ok", "too_many", "count");

  /** Until a file is missing, where the type is never fetched again. */
  private static final Duration PATIENCE = Duration.ofDays(1);

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
  private static final Pattern OBJECT = Pattern.compile("s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/.+");

  private final Section section;
  private final Problems problems;
  private final Node place;
  private final String template;

  SourceFilesParser(Section section, Problems problems) {
    this.section = section;
    this.problems = problems;
    this.place = section.place("files");
    this.template = section.needed("files", EXAMPLE);
    OF_APIS.stream()
        .filter(section::has)
        .forEach(
            key ->
                problems.at(
                    section.place(key),
                    "'%s' is for an API that is asked for a window; remove it, or write url in place"
                            .formatted(key)
                        + " of files"));
    if (!template.isEmpty()) {
      checkPlaceholders();
      checkAddress();
    }
  }

  /** The names with their placeholders. */
  String template() {
    return template;
  }

  /**
   * How much time a file has, and when it is missing.
   *
   * @param recheck the ages of the type
   */
  FileNames names(List<Duration> recheck) {
    boolean hours = template.contains("{HH}") || template.contains("{H}");
    return new FileNames(
        hours ? SliceWidth.HOUR.duration() : SliceWidth.DAY.duration(),
        recheck.isEmpty() ? PATIENCE : recheck.getLast());
  }

  /** Of the window, only how much more is read. */
  WindowForm window() {
    Section window = section.mapping("window", "window: { overlap: 1h }");
    Duration overlap = Duration.ZERO;
    if (window != null) {
      window.entries().keySet().stream()
          .filter(key -> !key.equals("overlap"))
          .forEach(
              key ->
                  problems.at(
                      window.place(key),
                      "'%s' is for an API that is asked for a window; of files, only overlap can be"
                              .formatted(key)
                          + " set"));
      overlap = SourceWindowParser.overlap(window, problems);
    }
    return new WindowForm(null, null, TimeForm.SECONDS, Bounds.HALF_OPEN, overlap);
  }

  private void checkPlaceholders() {
    List<String> known = new ArrayList<>(FileNames.PLACEHOLDERS);
    ForParser.parse(section, new Problems(""))
        .forEach(partition -> known.add(partition.placeholder()));
    Matcher found = PLACEHOLDER.matcher(template);
    while (found.find()) {
      if (!known.contains(found.group())) {
        problems.at(
            place,
            "unknown placeholder '%s'; only %s are replaced, and a file has an hour or a day"
                .formatted(found.group(), String.join(", ", known)));
      }
    }
    List<String> missing =
        Stream.of("{yyyy}", "{MM}", "{dd}").filter(name -> !template.contains(name)).toList();
    if (!missing.isEmpty()) {
      problems.at(
          place,
          "the name of a file must say its day, but has no %s; write %s"
              .formatted(String.join(", ", missing), EXAMPLE));
    }
  }

  private void checkAddress() {
    String filled = PLACEHOLDER.matcher(template).replaceAll("0");
    if (filled.startsWith(FileNames.S3)) {
      checkObject(filled);
      return;
    }
    try {
      URI url = HttpUrl.askable(HttpUrl.parse(filled));
      if (!Hosts.mayBeAsked(url)) {
        problems.at(
            place, "the files are not at https; write https or s3, or http for this machine only");
      }
      if (url.getRawUserInfo() != null) {
        problems.at(place, "the url has a login; write auth: { basic: { user: …, password: … } }");
      }
      if (url.getRawFragment() != null) {
        problems.at(place, "the url has '#', which no server sees; remove it");
      }
      if (PLACEHOLDER.matcher(authority()).find()) {
        problems.at(place, "the host must not change with the time; write it out");
      }
    } catch (IllegalArgumentException e) {
      problems.at(
          place,
          "the url of the files is invalid: %s; write %s, or s3://bucket/…"
              .formatted(e.getMessage(), EXAMPLE));
    }
  }

  private void checkObject(String filled) {
    if (!OBJECT.matcher(filled).matches() || PLACEHOLDER.matcher(authority()).find()) {
      problems.at(
          place,
          "'%s' is not an object in a bucket; write s3://my-bucket/{yyyy}/{MM}/{dd}/{HH}.json.gz"
              .formatted(template));
    }
    if (section.has("auth")) {
      problems.at(
          section.place("auth"),
          "S3 is asked with the AWS credentials of the worker; remove auth, and allow its role"
              + " s3:GetObject and s3:ListBucket");
    }
  }

  /** The part between the slashes of the template. */
  private String authority() {
    String rest = template.substring(template.indexOf("//") + 2);
    int end = rest.indexOf('/');
    return end < 0 ? rest : rest.substring(0, end);
  }
}
