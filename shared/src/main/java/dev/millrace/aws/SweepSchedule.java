package dev.millrace.aws;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the sweep once, at a later minute, by EventBridge Scheduler: for a deployment whose
 * database is to pause, so that nothing calls the sweep every minute. Any number of programs may
 * ask for the same minute. Thread-safe.
 */
public final class SweepSchedule {

  private static final Logger log = LoggerFactory.getLogger(SweepSchedule.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** A slice that is due later is found by the tick of that hour. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("'sweep'-uuuuMMdd-HHmm", Locale.ROOT);

  private static final DateTimeFormatter AT =
      DateTimeFormatter.ofPattern("'at('uuuu-MM-dd'T'HH:mm:ss')'", Locale.ROOT);

  private final AwsApi scheduler;
  private final Names names;
  private final InstantSource clock;
  private final AtomicReference<Instant> last = new AtomicReference<>(Instant.MIN);

  /**
   * The parts of a deployment.
   *
   * @param group of the schedules
   * @param function ARN of the sweep
   * @param role ARN of the role that calls it
   * @param queue ARN of the queue that keeps calls that failed
   */
  record Names(String group, String function, String role, String queue) {}

  SweepSchedule(AwsApi scheduler, Names names, InstantSource clock) {
    this.scheduler = scheduler;
    this.names = names;
    this.clock = clock;
  }

  /** The one that {@code MILLRACE_NEXT_SWEEP} describes; empty without that setting. */
  public static Optional<SweepSchedule> from(
      Environment environment, Map<String, String> variables, InstantSource clock) {
    String text = environment.text(Setting.NEXT_SWEEP).strip();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    List<String> parts = List.of(text.split(" +", -1));
    if (parts.size() != 4) {
      environment.refuse(
          Setting.NEXT_SWEEP,
          "must be a schedule group and the ARNs of function, role and queue, separated by blanks,"
              + " but is '%s'".formatted(text));
      return Optional.empty();
    }
    return Optional.of(
        new SweepSchedule(
            new AwsApi("scheduler", variables, PATIENCE),
            new Names(parts.get(0), parts.get(1), parts.get(2), parts.get(3)),
            clock));
  }

  /** In the next minute but one at the latest. */
  public void soon() {
    after(Duration.ZERO);
  }

  /** After this time, rounded up to a minute, and within an hour. A failure is only logged. */
  public void after(Duration wait) {
    Instant at =
        clock
            .instant()
            .plus(wait.compareTo(LONGEST) > 0 ? LONGEST : wait)
            .plus(1, ChronoUnit.MINUTES)
            .truncatedTo(ChronoUnit.MINUTES);
    if (last.getAndSet(at).equals(at)) {
      return;
    }
    try {
      AwsApi.Answer _ =
          scheduler.post(
              "/schedules/" + NAME.format(at.atOffset(ZoneOffset.UTC)), Map.of(), body(at));
    } catch (AwsApiException e) {
      if (!e.code().equals("ConflictException")) {
        last.set(Instant.MIN);
        log.warn("no sweep at {}, so the next tick makes up for it: {}", at, e.getMessage());
      }
    }
  }

  private String body(Instant at) {
    ObjectNode schedule = JSON.createObjectNode();
    schedule.put("GroupName", names.group());
    schedule.put("ScheduleExpression", AT.format(at.atOffset(ZoneOffset.UTC)));
    schedule.put("ScheduleExpressionTimezone", "UTC");
    schedule.put("ActionAfterCompletion", "DELETE");
    schedule.putObject("FlexibleTimeWindow").put("Mode", "OFF");
    ObjectNode target = schedule.putObject("Target");
    target.put("Arn", names.function());
    target.put("RoleArn", names.role());
    target.put("Input", "{\"time\":\"<aws.scheduler.scheduled-time>\"}");
    target.putObject("DeadLetterConfig").put("Arn", names.queue());
    target.putObject("RetryPolicy").put("MaximumEventAgeInSeconds", LONGEST.toSeconds());
    return schedule.toString();
  }
}
