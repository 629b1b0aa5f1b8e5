package dev.millrace.infra.part;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalInt;
import software.constructs.Node;

/**
 * How large a deployment may get, and what it costs at rest.
 *
 * @param sourceRate {@code sourceRate}: requests a second, the setting {@code MILLRACE_SOURCE_RATE}
 *     of workers; its default when it is empty
 * @param permits {@code permits}: imports that a task processes at once; a function has one
 * @param mostTasks {@code mostTasks}: the number to which the service scales
 * @param leastCapacity {@code leastCapacity}: of the database, in ACUs, steps of a half
 * @param mostCapacity {@code mostCapacity}: the same at full load
 * @param standby {@code standby=off} leaves out the second instance of the database
 * @param logDays {@code logDays}: how long logs are kept
 * @param alarms {@code alarms=off} makes no alarms and no topic
 */
public record Sizes(
    OptionalInt sourceRate,
    int permits,
    int mostTasks,
    double leastCapacity,
    double mostCapacity,
    boolean standby,
    int logDays,
    boolean alarms) {

  public static final Sizes DEFAULT = new Sizes(OptionalInt.empty(), 8, 10, 1, 16, true, 30, true);

  /** Of a task besides those of its imports. */
  private static final int OTHER_CONNECTIONS = 10;

  /** For producer, schema step, functions of commands, and people. */
  private static final int RESERVED_CONNECTIONS = 152;

  /**
   * Checks what AWS would refuse in the middle of a deployment, or what would fail later.
   *
   * @throws IllegalArgumentException naming the value and the limit
   */
  public Sizes {
    sourceRate.ifPresent(rate -> between("sourceRate", rate, 1, 1_000_000));
    between("permits", permits, 1, 100);
    between("mostTasks", mostTasks, 1, 1000);
    capacity("leastCapacity", leastCapacity, 0.5);
    capacity("mostCapacity", mostCapacity, Math.max(1, leastCapacity));
    int connections = mostTasks * (permits + OTHER_CONNECTIONS);
    int free = MillraceDatabase.MAX_CONNECTIONS - RESERVED_CONNECTIONS;
    if (connections > free) {
      throw new IllegalArgumentException(
          "%d tasks with %d permits may need %d connections, but the database has %d for them; lower mostTasks or permits"
              .formatted(mostTasks, permits, connections, free));
    }
    if (!Retention.DAYS.contains(logDays)) {
      throw new IllegalArgumentException(
          "logDays must be one of %s, but is %d".formatted(Retention.DAYS, logDays));
    }
  }

  static Sizes from(Node node) {
    return new Sizes(
        Context.text(node, "sourceRate")
            .map(text -> OptionalInt.of(whole("sourceRate", text)))
            .orElse(OptionalInt.empty()),
        number(node, "permits", DEFAULT.permits),
        number(node, "mostTasks", DEFAULT.mostTasks),
        decimal(node, "leastCapacity", DEFAULT.leastCapacity),
        decimal(node, "mostCapacity", DEFAULT.mostCapacity),
        !Context.chosen(node, "standby", "off"),
        number(node, "logDays", DEFAULT.logDays),
        !Context.chosen(node, "alarms", "off"));
  }

  boolean choosesTasks() {
    return permits != DEFAULT.permits || mostTasks != DEFAULT.mostTasks;
  }

  boolean choosesLeastCapacity() {
    return leastCapacity != DEFAULT.leastCapacity;
  }

  boolean choosesDatabase() {
    return choosesLeastCapacity() || mostCapacity != DEFAULT.mostCapacity || !standby;
  }

  private static int number(Node node, String name, int otherwise) {
    return Context.text(node, name).map(text -> whole(name, text)).orElse(otherwise);
  }

  private static double decimal(Node node, String name, double otherwise) {
    Optional<String> text = Context.text(node, name);
    return text.isEmpty() ? otherwise : parsed(name, text.get()).doubleValue();
  }

  private static int whole(String name, String text) {
    try {
      return parsed(name, text).intValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "the context '%s' must be a whole number, but is '%s'".formatted(name, text), e);
    }
  }

  /** The CDK command line gives numbers of cdk.json and of the command line alike. */
  private static BigDecimal parsed(String name, String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "the context '%s' must be a number, but is '%s'".formatted(name, text), e);
    }
  }

  private static void between(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s must be between %d and %d, but is %d".formatted(name, least, most, value));
    }
  }

  private static void capacity(String name, double value, double least) {
    if (value < least || value > 256 || value * 2 != Math.rint(value * 2)) {
      throw new IllegalArgumentException(
          "%s must be between %s and 256 ACUs in steps of 0.5, but is %s"
              .formatted(name, least, value));
    }
  }
}
