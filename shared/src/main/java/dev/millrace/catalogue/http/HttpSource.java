package dev.millrace.catalogue.http;

import dev.millrace.catalogue.value.JsonPath;
import dev.millrace.time.SliceWidth;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How an HTTP API is asked for one window of a type, or where the files of that time are.
 *
 * @param url without parameters; it and the values of {@code params} may contain {@link #FROM} and
 *     {@link #TO}; of files, their names with {@link FileNames#PLACEHOLDERS}
 * @param post whether the parameters are sent as a JSON body
 * @param documents the place of the array of documents in an answer; null for one document a line
 * @param id the places in a document whose values identify it, joined by {@code #}
 * @param order null where it is unknown
 * @param keeps how long the API keeps a document; null for ever
 * @param rate the most requests a second; null without a limit
 * @param partition the value of {@code for}; null without one
 * @param lines the line of each key of the block, such as {@code window.from}, for messages
 */
public record HttpSource(
    String url,
    Map<String, Param> params,
    Map<String, String> headers,
    Auth auth,
    WindowForm window,
    boolean post,
    @Nullable JsonPath documents,
    List<JsonPath> id,
    DocumentMoment timestamp,
    Pages pages,
    @Nullable Order order,
    @Nullable OkCheck ok,
    @Nullable QuotaWait quota,
    @Nullable TooMany tooMany,
    @Nullable CountCheck count,
    @Nullable Duration keeps,
    @Nullable BigDecimal rate,
    @Nullable Partition partition,
    Map<String, Integer> lines) {

  /** Stands for the first moment of the window in a URL or a parameter. */
  public static final String FROM = "{from}";

  /** Stands for the last moment of the window in a URL or a parameter. */
  public static final String TO = "{to}";

  private static final BigDecimal HOUR = new BigDecimal(3_600);

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{[A-Za-z_]*}");

  public HttpSource {
    params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    id = List.copyOf(id);
    lines = Map.copyOf(lines);
  }

  /** Whether a request says where the window begins. */
  public boolean saysFrom() {
    return window.from() != null || mentions(FROM) || files() != null;
  }

  /** Whether a request says where the window ends. */
  public boolean saysTo() {
    return window.to() != null || mentions(TO) || files() != null;
  }

  /**
   * Whether a slice reads everything after its start, since no request says where the window ends
   * and the order of the documents does not either.
   */
  public boolean readsOn() {
    return !saysTo() && order != Order.ASCENDING;
  }

  /** The files that it is read from; null for an API. */
  public @Nullable FileNames files() {
    return pages instanceof Pages.Files(FileNames names) ? names : null;
  }

  /** Whether it is read from S3. */
  public boolean inS3() {
    return url.startsWith(FileNames.S3);
  }

  /**
   * The URL of one file.
   *
   * @param second the first of its time
   */
  public URI file(long second) {
    return URI.create(FileNames.name(url, second));
  }

  /** The seconds below which a slice is not cut: those of a file, else one. */
  public long grain() {
    FileNames names = files();
    return names == null ? 1 : names.seconds();
  }

  /** Whether an answer is one document a line. */
  public boolean ofLines() {
    return documents == null;
  }

  /** The host and port, or the bucket, which name the source in the ledger. */
  public String host() {
    String host =
        String.valueOf(URI.create(PLACEHOLDER.matcher(url).replaceAll("0")).getRawAuthority());
    return inS3() ? FileNames.S3 + host : host;
  }

  /** The source of one value: in place of its placeholder, or else as a parameter of its name. */
  public HttpSource of(Partition value) {
    Map<String, Param> filled = new LinkedHashMap<>();
    params.forEach(
        (name, param) -> filled.put(name, new Param(in(param.value(), value), param.text())));
    if (!mentions(value.placeholder())) {
      filled.put(value.name(), new Param(value.value(), true));
    }
    return new HttpSource(
        in(url, value),
        filled,
        headers,
        auth,
        window,
        post,
        documents,
        id,
        timestamp,
        pages,
        order,
        ok,
        quota,
        tooMany,
        count == null || count.url() == null
            ? count
            : new CountCheck(in(count.url(), value), count.at()),
        keeps,
        rate,
        value,
        lines);
  }

  private static String in(String text, Partition value) {
    return text.replace(value.placeholder(), value.value());
  }

  /** The line of a key, or of the block where the key is missing; 0 if that is unknown. */
  public int line(String key) {
    return lines.getOrDefault(key, lines.getOrDefault("", 0));
  }

  /** The fewest requests for one window. */
  public int leastRequests() {
    return count != null && count.url() != null ? 2 : 1;
  }

  /**
   * The fewest requests an hour of a type when nothing is new: one for each slice, again at each
   * recheck.
   */
  public long requestsAnHour(SliceWidth width, int rechecks) {
    long slices = Math.max(1, 3_600 / width.seconds());
    return slices * (1 + rechecks) * leastRequests();
  }

  /** The requests an hour that the rate allows to all types together; no limit without one. */
  public long allowedAnHour() {
    return rate == null ? Long.MAX_VALUE : rate.multiply(HOUR).longValue();
  }

  /** Whether the URL or a parameter has the placeholder. */
  public boolean mentions(String placeholder) {
    return Stream.concat(Stream.of(url), params.values().stream().map(Param::value))
        .anyMatch(text -> text.contains(placeholder));
  }
}
