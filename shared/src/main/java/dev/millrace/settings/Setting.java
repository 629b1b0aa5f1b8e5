package dev.millrace.settings;

import static dev.millrace.settings.SettingKind.API_URL;
import static dev.millrace.settings.SettingKind.DATABASE_LOGIN;
import static dev.millrace.settings.SettingKind.DATABASE_URL;
import static dev.millrace.settings.SettingKind.HEADER;
import static dev.millrace.settings.SettingKind.NUMBER;
import static dev.millrace.settings.SettingKind.QUEUE_URL;
import static dev.millrace.settings.SettingKind.TEXT;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Every environment variable that Millrace reads, with its kind, meaning, default and bounds. */
public enum Setting {
  SOURCE_URL(API_URL, "document API, up to and including /get_docs/", null),
  SOURCE_KEY(HEADER, "key of the document API (x-api-key)", null),
  SOURCE_RATE("requests/s to it of all workers, at most", "50", 1, 1_000_000),
  BACKFILL_SHARE("percentage of that rate for all backfills", "50", 1, 100),
  SLACK_TOKEN(HEADER, "Slack token used to resolve channel names", ""),
  SLACK_URL(API_URL, "Slack API", "https://slack.com/api/"),
  EVENT_CODE_TABLE(TEXT, "DynamoDB table used to resolve event codes", ""),
  DB_URL(DATABASE_URL, "JDBC URL of the database, jdbc:mysql://…", null),
  DB_USER(TEXT, "database user", null),
  DB_PASSWORD(TEXT, "database password", null),
  DB_AUTH(DATABASE_LOGIN, "password, or iam for tokens of RDS", "password"),
  DB_WAIT_SECONDS("how long to wait for a connection", "10", 1, 600),
  IMPORT_QUEUE(QUEUE_URL, "URL of the queue of scheduled slices", null),
  BACKFILL_QUEUE(QUEUE_URL, "URL of the queue of backfills", null),
  AGGREGATE_QUEUE(QUEUE_URL, "URL of the queue of hints to count", null),
  EVENT_BUS(TEXT, "EventBridge bus (name or ARN); empty disables it", ""),
  NEXT_SWEEP(TEXT, "group, function, role, queue of single sweeps", ""),
  IMPORT_PERMITS("imports processed at once, per worker", "8", 1, 1000),
  BACKFILL_PERMITS("backfills processed at once, per worker", "4", 1, 1000),
  AGGREGATE_PERMITS("aggregations processed at once, per worker", "2", 1, 1000),
  LEASE_SECONDS("how long a silent worker keeps its slice", "60", 6, 3600),
  DEAD_AFTER_SECONDS("a slice that fails for this long is dead", "86400", 0, 366 * 86_400),
  BATCH_ROWS("maximum rows per transaction", "1000", 1, 10_000),
  DOCUMENT_BYTES("larger documents are rejected", "16777216", 1 << 10, 1 << 28),
  PAGE_BYTES("larger pages of a source are refused", "67108864", 1 << 10, 1 << 30),
  SLICE_DOCUMENTS("a slice with more documents is split", "1000000", 1, Integer.MAX_VALUE),
  SLICE_MEGABYTES("a slice with more megabytes is split", "4096", 1, Integer.MAX_VALUE),
  SLICE_SECONDS("a slice that takes longer is split", "900", 1, 11 * 3600),
  POLL_SECONDS("how long a receive waits, at most 20", "20", 1, 20),
  MESSAGE_SECONDS("longest processing time of one message", "3600", 10, 11 * 3600),
  STOP_SECONDS("how long a stop lets messages finish", "100", 1, 3600),
  HINT_SECONDS("minimum interval of hints for a type", "10", 1, 900),
  HEALTH_PORT("port of /live, /ready, /metrics; 0: disabled", "0", 0, 65_535),
  LOOK_BACK_SECONDS("how far back to check count-only tables", "86400", 300, 30 * 366 * 86_400),
  REJECTED_DAYS("how long rejected documents are kept", "30", 1, 3650),
  LEDGER_DAYS("how long ended slices are kept", "90", 1, 3650),
  HASH_KEY(TEXT, "secret key for hashed columns (HMAC)", ""),
  TYPES(TEXT, "folder of the type definitions", "types");

  private static final String PREFIX = "MILLRACE_";
  private static final String MASK = "…";
  private static final Pattern PASSWORD = Pattern.compile("(?i)(?<=password\\d?=)[^&,)]+");
  private static final Pattern LOGIN = Pattern.compile("(?<=//)[^/?]+(?=@)");

  private final SettingKind kind;
  private final String meaning;
  private final @Nullable String fallback;
  private final int least;
  private final int most;

  Setting(SettingKind kind, String meaning, @Nullable String fallback) {
    this(kind, meaning, fallback, 0, 0);
  }

  /** A whole number between the bounds, both included. */
  Setting(String meaning, String fallback, int least, int most) {
    this(NUMBER, meaning, fallback, least, most);
  }

  Setting(SettingKind kind, String meaning, @Nullable String fallback, int least, int most) {
    this.kind = kind;
    this.meaning = meaning;
    this.fallback = fallback;
    this.least = least;
    this.most = most;
  }

  /** The setting of that variable; empty when there is none. */
  public static Optional<Setting> named(String variable) {
    return Arrays.stream(values()).filter(s -> s.variable().equals(variable)).findFirst();
  }

  /** The name of its environment variable. */
  public String variable() {
    return PREFIX + name();
  }

  /** The name of its option on the command line, where {@code --types} are document types. */
  public String option() {
    return this == TYPES
        ? "--definitions"
        : "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  SettingKind kind() {
    return kind;
  }

  public String meaning() {
    return meaning;
  }

  /** The default; empty for a required variable. */
  public Optional<String> fallback() {
    return Optional.ofNullable(fallback);
  }

  /** Whether it is a whole number. */
  public boolean isNumber() {
    return kind == NUMBER;
  }

  /** The lower bound of a number, included. */
  public int least() {
    return least;
  }

  /** The upper bound of a number, included. */
  public int most() {
    return most;
  }

  /**
   * The variable that may name a secret of Secrets Manager instead, so that the environment does
   * not contain the value itself: the secret's ARN, and after a {@code #} the field of it to take,
   * where it is a JSON object. Empty for settings that are not secret.
   */
  public Optional<String> secretVariable() {
    return switch (this) {
      case DB_USER, DB_PASSWORD -> Optional.of("MILLRACE_DB_SECRET");
      case SOURCE_KEY, SLACK_TOKEN, HASH_KEY -> Optional.of(variable() + "_SECRET");
      default -> Optional.empty();
    };
  }

  /** The field to take when the reference names none, as RDS calls it; empty for the whole. */
  Optional<String> secretField() {
    return switch (this) {
      case DB_USER -> Optional.of("username");
      case DB_PASSWORD -> Optional.of("password");
      default -> Optional.empty();
    };
  }

  /** A value of this setting as it may be printed: without secrets, nor passwords in a URL. */
  public String masked(String value) {
    if (secretVariable().isPresent() && this != DB_USER) {
      return MASK;
    }
    return LOGIN.matcher(PASSWORD.matcher(value).replaceAll(MASK)).replaceAll(MASK);
  }
}
