package dev.millrace.settings;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Every environment variable that Millrace reads, with what it means and its default. */
public enum Setting {
  SOURCE_URL("document API, up to and with /get_docs/", null),
  SOURCE_KEY("its x-api-key", null),
  SOURCE_RATE("requests for slices a second at most, per worker", "50"),
  BACKFILL_SHARE("percent of that rate for all backfills together", "50"),
  DB_URL("JDBC URL of the database, jdbc:mysql://…", null),
  DB_USER("database user", null),
  DB_PASSWORD("its password", null),
  IMPORT_QUEUE("URL of the queue of live imports", null),
  BACKFILL_QUEUE("URL of the queue of backfills", null),
  AGGREGATE_QUEUE("URL of the queue of stale buckets", null),
  EVENT_BUS("EventBridge bus, name or ARN; empty: none", ""),
  IMPORT_PERMITS("live slices in hand at once, per worker", "8"),
  BACKFILL_PERMITS("backfill slices in hand at once, per worker", "4"),
  AGGREGATE_PERMITS("aggregations in hand at once, per worker", "2"),
  LEASE_SECONDS("how long a silent worker keeps its slice", "60"),
  BATCH_ROWS("rows per transaction at most", "1000"),
  DOCUMENT_BYTES("documents with more bytes are rejected", "16777216"),
  POLL_SECONDS("how long a receive waits, up to 20", "20"),
  MESSAGE_SECONDS("longest work on one message", "3600"),
  HINT_SECONDS("least time between two hints for a type", "10"),
  HEALTH_PORT("port of /live, /ready, /metrics; 0: none", "0"),
  LOOK_BACK_SECONDS("how far back tables of others are watched", "86400"),
  TYPES("folder of the type definitions", "types");

  private static final String PREFIX = "MILLRACE_";
  private static final String MASK = "…";
  private static final Pattern PASSWORD = Pattern.compile("(?i)(?<=password\\d?=)[^&,)]+");
  private static final Pattern LOGIN = Pattern.compile("(?<=//)[^/?]+(?=@)");

  private final String meaning;
  private final @Nullable String fallback;

  Setting(String meaning, @Nullable String fallback) {
    this.meaning = meaning;
    this.fallback = fallback;
  }

  /** The setting of that variable; empty when there is none. */
  public static Optional<Setting> named(String variable) {
    return Arrays.stream(values()).filter(s -> s.variable().equals(variable)).findFirst();
  }

  /** The name of its environment variable. */
  public String variable() {
    return PREFIX + name();
  }

  /** The name of its option on the command line. */
  public String option() {
    return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public String meaning() {
    return meaning;
  }

  /** What holds when the variable is not set; empty when it must be. */
  public Optional<String> fallback() {
    return Optional.ofNullable(fallback);
  }

  /** A value of this setting as it may be printed: without secrets, nor passwords in a URL. */
  public String masked(String value) {
    if (this == SOURCE_KEY || this == DB_PASSWORD) {
      return MASK;
    }
    return LOGIN.matcher(PASSWORD.matcher(value).replaceAll(MASK)).replaceAll(MASK);
  }
}
