package dev.millrace.settings;

import dev.millrace.text.Suggestion;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings and collects their problems, so that a program can report all at once: read
 * everything, then {@link #check()}. Until then an invalid value reads as a harmless stand-in. Not
 * thread-safe.
 */
public final class Environment {

  private static final String PREFIX = "MILLRACE_";
  private static final Set<String> SCRIPT =
      Set.of("MILLRACE_CACHE", "MILLRACE_DEBUG", "MILLRACE_JAVA_OPTIONS");

  private static final Set<String> SECRET_VARIABLES =
      Arrays.stream(Setting.values())
          .flatMap(setting -> setting.secretVariable().stream())
          .collect(Collectors.toUnmodifiableSet());

  private final Map<String, String> variables;
  private final UnaryOperator<String> source;
  private final Secrets secrets;
  private final Map<Setting, String> read = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final Set<String> unreadable = new HashSet<>();

  /**
   * @param variables such as {@link System#getenv()}; an unknown name that starts with {@code
   *     MILLRACE_} is a problem, since it is most likely misspelt
   */
  public Environment(Map<String, String> variables) {
    this(variables, AwsSecrets::read);
  }

  /**
   * The same with another source of secrets.
   *
   * @param secrets gives the text of the secret with that ARN or name
   */
  public Environment(Map<String, String> variables, UnaryOperator<String> secrets) {
    this.variables = Map.copyOf(variables);
    this.source = secrets;
    this.secrets = new Secrets(secrets);
    this.variables.keySet().stream()
        .filter(name -> name.startsWith(PREFIX) && !scriptVariable(name))
        .filter(name -> Setting.named(name).isEmpty() && !SECRET_VARIABLES.contains(name))
        .sorted()
        .map(name -> "%s is not a setting of Millrace; %s".formatted(name, near(name)))
        .forEach(problems::add);
  }

  private static String near(String name) {
    List<String> known =
        Stream.concat(
                Arrays.stream(Setting.values()).map(Setting::variable), SECRET_VARIABLES.stream())
            .toList();
    return Suggestion.near(known, name).orElse("check its spelling");
  }

  /** The same variables, with secrets that are read again. Thread-safe. */
  public Environment again() {
    return new Environment(variables, source);
  }

  /** The value of a setting; empty if it is missing. */
  public String text(Setting setting) {
    String value = value(setting);
    if (value == null) {
      return "";
    }
    String used = setting.kind().value(value);
    setting
        .kind()
        .problem(used)
        .ifPresent(
            problem -> problems.add(wrong(setting, value, problem.expected()) + problem.detail()));
    return used;
  }

  /** The value of a setting that is a web URL, with a lower-case scheme. */
  public URI url(Setting setting) {
    try {
      return HttpUrl.parse(text(setting));
    } catch (IllegalArgumentException _) {
      return URI.create("http://localhost/"); // missing or wrong, which text has reported
    }
  }

  /** Whether that setting has a value of its own, in the environment or in a secret. */
  public boolean given(Setting setting) {
    return given(setting.variable()) || setting.secretVariable().filter(this::given).isPresent();
  }

  /** Adds a problem that only the user of the value can detect. */
  public void refuse(Setting setting, String problem) {
    problems.add("%s %s".formatted(setting.variable(), problem));
  }

  /** The number of a setting, within its bounds. */
  public int number(Setting setting) {
    return number(setting, setting.most());
  }

  /**
   * The same where another setting lowers the upper bound.
   *
   * @throws IllegalArgumentException if the setting is not a number
   */
  public int number(Setting setting, int upperBound) {
    if (!setting.isNumber()) {
      throw new IllegalArgumentException(setting.variable() + " is not a number; read its text");
    }
    int least = setting.least();
    int most = Math.min(setting.most(), upperBound);
    String value = value(setting);
    if (value == null) {
      return least;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // reported below, as for a number out of bounds
    }
    problems.add(wrong(setting, value, "a whole number from %d to %d".formatted(least, most)));
    return least;
  }

  /** A number of seconds, within the bounds of the setting. */
  public Duration seconds(Setting setting) {
    return Duration.ofSeconds(number(setting));
  }

  /** Slices per second for all backfills together: their share of the rate of a source. */
  public double backfillRate() {
    return number(Setting.SOURCE_RATE) * number(Setting.BACKFILL_SHARE) / 100.0;
  }

  /**
   * Refuses invalid settings.
   *
   * @throws InvalidSettingsException when anything read so far was wrong or missing
   */
  public void check() {
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
  }

  /** The secrets that definitions name. */
  public NamedSecrets namedSecrets() {
    return new NamedSecrets(variables, source);
  }

  /** The settings that were read and differ from their defaults, for the log; secrets masked. */
  public String summary() {
    return read.entrySet().stream()
        .filter(e -> !e.getValue().equals(e.getKey().fallback().orElse("")))
        .map(e -> e.getKey().variable() + "=" + e.getKey().masked(e.getValue()))
        .collect(Collectors.joining(" "));
  }

  private @Nullable String value(Setting setting) {
    Optional<String> secret = setting.secretVariable().filter(this::given);
    String value = given(setting.variable()) ? variables.get(setting.variable()) : null;
    if (value != null && secret.isPresent()) {
      problems.add(
          "%s and %s are both set; remove one of them".formatted(setting.variable(), secret.get()));
    } else if (secret.isPresent()) {
      return secret(setting, secret.get());
    }
    if (value == null) {
      value = setting.fallback().orElse(null);
    }
    if (value == null) {
      problems.add("%s is missing: %s".formatted(setting.variable(), setting.meaning()));
    } else {
      read.put(setting, value);
    }
    return value;
  }

  private boolean given(String variable) {
    return !variables.getOrDefault(variable, "").isBlank();
  }

  private @Nullable String secret(Setting setting, String variable) {
    try {
      String value =
          secrets.value(variables.getOrDefault(variable, "").strip(), setting.secretField());
      read.put(setting, value);
      return value;
    } catch (UnreadableSecretException e) {
      if (unreadable.add(variable + e.getMessage())) {
        problems.add("%s for %s: %s".formatted(variable, setting.variable(), e.getMessage()));
      }
      return null;
    }
  }

  private static String wrong(Setting setting, String value, String expected) {
    return "%s must be %s, but is '%s'"
        .formatted(setting.variable(), expected, setting.masked(value));
  }

  /** Variables that only the {@code millrace} script and the local stand-ins read. */
  private static boolean scriptVariable(String name) {
    return SCRIPT.contains(name);
  }
}
