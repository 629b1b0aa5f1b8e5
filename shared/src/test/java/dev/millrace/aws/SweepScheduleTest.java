package dev.millrace.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.millrace.local.http.LocalServer;
import dev.millrace.settings.Environment;
import dev.millrace.settings.InvalidSettingsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** At a stand-in of EventBridge Scheduler, which refuses a second schedule of a name. */
class SweepScheduleTest {

  private static final String NAMES =
      "Millrace arn:aws:lambda:eu-central-1:111122223333:function:Millrace-sweep"
          + " arn:aws:iam::111122223333:role/schedules"
          + " arn:aws:sqs:eu-central-1:111122223333:missed";

  private final LocalServer server = new LocalServer(0);
  private final Map<String, String> schedules = new TreeMap<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger status = new AtomicInteger(200);
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-29T17:14:20Z"));

  @BeforeEach
  void start() {
    server.serve("/schedules/", this::create, List.of());
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void the_next_sweep_is_called_once_in_the_next_minute() {
    schedule().soon();

    assertThat(schedules)
        .containsExactly(
            Map.entry(
                "sweep-20261129-1715",
                "{\"GroupName\":\"Millrace\",\"ScheduleExpression\":\"at(2026-11-29T17:15:00)\","
                    + "\"ScheduleExpressionTimezone\":\"UTC\",\"ActionAfterCompletion\":\"DELETE\","
                    + "\"FlexibleTimeWindow\":{\"Mode\":\"OFF\"},\"Target\":{"
                    + "\"Arn\":\"arn:aws:lambda:eu-central-1:111122223333:function:Millrace-sweep\","
                    + "\"RoleArn\":\"arn:aws:iam::111122223333:role/schedules\","
                    + "\"Input\":\"{\\\"time\\\":\\\"<aws.scheduler.scheduled-time>\\\"}\","
                    + "\"DeadLetterConfig\":{\"Arn\":\"arn:aws:sqs:eu-central-1:111122223333:missed\"},"
                    + "\"RetryPolicy\":{\"MaximumEventAgeInSeconds\":3600}}}"));
  }

  @Test
  void many_programs_make_one_schedule_a_minute() {
    SweepSchedule one = schedule();
    one.soon();
    one.soon();
    schedule().soon();

    assertThat(schedules).hasSize(1);
    assertThat(calls).as("the second program cannot know").hasValue(2);

    now.updateAndGet(moment -> moment.plusSeconds(60));
    one.soon();

    assertThat(schedules.keySet()).containsExactly("sweep-20261129-1715", "sweep-20261129-1716");
  }

  @Test
  void a_slice_that_is_due_later_is_swept_then_and_within_the_hour() {
    schedule().after(Duration.ofMinutes(20));
    schedule().after(Duration.ofDays(2));

    assertThat(schedules.keySet()).containsExactly("sweep-20261129-1735", "sweep-20261129-1815");
  }

  /** A failure must not fail the work that asked; the next request retries it. */
  @Test
  void a_refusal_is_retried_by_the_next_request() {
    SweepSchedule one = schedule();
    status.set(500);
    one.soon();
    status.set(200);
    one.soon();

    assertThat(schedules).hasSize(1);
  }

  @Test
  void without_the_setting_there_is_none() {
    Environment environment = new Environment(Map.of());

    assertThat(SweepSchedule.from(environment, Map.of(), now::get)).isEmpty();
    environment.check();
  }

  @Test
  void a_setting_without_all_parts_is_refused() {
    Environment environment = new Environment(Map.of("MILLRACE_NEXT_SWEEP", "Millrace arn"));

    assertThat(SweepSchedule.from(environment, Map.of(), now::get)).isEmpty();
    assertThatThrownBy(environment::check)
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(
            "MILLRACE_NEXT_SWEEP must be a schedule group and the ARNs of function, role and queue,"
                + " separated by blanks, but is 'Millrace arn'");
  }

  private SweepSchedule schedule() {
    Map<String, String> variables =
        Map.of(
            "MILLRACE_NEXT_SWEEP", NAMES,
            "AWS_ENDPOINT_URL", server.address(),
            "AWS_REGION", "eu-central-1",
            "AWS_ACCESS_KEY_ID", "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY", "secret");
    return SweepSchedule.from(new Environment(variables), variables, now::get).orElseThrow();
  }

  private void create(HttpExchange call) throws IOException {
    calls.incrementAndGet();
    String name = call.getRequestURI().getPath().replace("/schedules/", "");
    String body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    boolean signed =
        call.getRequestHeaders()
            .getFirst("Authorization")
            .contains("/eu-central-1/scheduler/aws4_request");
    int answer = signed ? status.get() : 403;
    if (answer == 200 && schedules.putIfAbsent(name, body) != null) {
      call.getResponseHeaders().add("x-amzn-ErrorType", "ConflictException:http://internal");
      answer = 409;
    }
    call.sendResponseHeaders(answer, -1);
    call.close();
  }
}
