package dev.millrace.producer.function;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.database.Sql;
import dev.millrace.local.aws.FunctionCall;
import dev.millrace.local.aws.LocalQueues;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.message.InvalidMessageException;
import dev.millrace.plan.UnknownTypeException;
import dev.millrace.producer.Producer;
import dev.millrace.producer.ProducerSettings;
import dev.millrace.queue.sqs.SqsClients;
import dev.millrace.settings.Environment;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The functions as Lambda calls them, over a real ledger and real queues. */
@SuppressWarnings("NullAway.Init") // set before all tests
final class FunctionsTest {

  private static final String TICK = "{\"time\":\"2019-10-08T16:00:00Z\"}";

  private static LocalQueues queues;
  private static SqsClient sqs;
  private static Producer producer;

  private final Container container = new Container(producer);

  @BeforeAll
  static void open() {
    LocalDatabase server = LocalDatabase.shared();
    queues = LocalQueues.start();
    sqs = SqsClients.local(2, queues.endpoint(), queues.region());
    Map<String, String> variables =
        Map.of(
            "MILLRACE_DB_URL", server.createSchema(),
            "MILLRACE_DB_USER", server.user(),
            "MILLRACE_DB_PASSWORD", server.password(),
            "MILLRACE_IMPORT_QUEUE", queues.url("import"),
            "MILLRACE_BACKFILL_QUEUE", queues.url("backfill"),
            "MILLRACE_AGGREGATE_QUEUE", queues.url("aggregate"));
    producer = Producer.open(ProducerSettings.from(new Environment(variables)), sqs);
    producer.database().migrate();
  }

  @AfterAll
  static void close() {
    producer.close();
    sqs.close();
    queues.close();
  }

  @BeforeEach
  void forget() {
    for (String table : List.of("slice", "run", "recheck", "type")) {
      producer
          .database()
          .transact(connection -> Sql.update(connection, "DELETE FROM millrace_" + table));
    }
    for (String type : List.of("GithubType", "SlackType")) {
      new StoredTypes(producer.database())
          .save(DefinitionParser.parse("type: " + type + "\ncolumns: { a: { from: /a } }", type));
    }
  }

  @Test
  void a_tick_plans_and_sends_by_the_time_of_its_event_and_its_retry_does_nothing()
      throws IOException {
    TickFunction function = new TickFunction(container);

    String first = call(function, TICK, "1");
    String retry = call(function, TICK, "2");

    assertThat(first).isEqualTo("{\"run\":%d,\"fresh\":true}".formatted(newestRun()));
    assertThat(retry).isEqualTo("{\"run\":%d,\"fresh\":false}".formatted(newestRun()));
    assertThat(number("SELECT COUNT(*) FROM millrace_slice WHERE state = 'sent'")).isEqualTo(16);
    assertThat(number("SELECT MAX(window_to) FROM millrace_slice"))
        .as("a minute before the tick")
        .isEqualTo(1_570_550_340);
  }

  @Test
  void a_sweep_re_sends_stuck_slices_and_logs_its_figures() throws IOException {
    call(new TickFunction(container), TICK, "1");
    producer
        .database()
        .transact(c -> Sql.update(c, "UPDATE millrace_slice SET state = 'planned' LIMIT 3"));
    FunctionCall context = new FunctionCall("2");

    String answer = call(new SweepFunction(container), "{}", context);

    assertThat(answer).startsWith("\"Swept[scheduled=3, ");
    assertThat(context.logged())
        .matches(
            "\\{\"gapSeconds\":\\d+,\"waitingSeconds\":\\d+,\"bucketLagSeconds\":0,"
                + "\"fetched\":0,\"rejected\":0,\"retrying\":0,\"retryingByType\":\\{},\"brokenPromises\":0}\n");
  }

  @Test
  void the_replaced_system_s_test_event_plans_a_sane_number_of_slices_once() throws IOException {
    String event =
        """
        {"types":["GithubType","SlackType"],"timestamp_from":0,"timestamp_to":100000000000}""";
    BackfillFunction function = new BackfillFunction(container);

    String first = call(function, event, "1");
    String retry = call(function, event, "1");
    String another = call(function, event, "2");

    long planned = newestRun();
    assertThat(another).isEqualTo("{\"run\":%d,\"fresh\":true}".formatted(planned));
    assertThat(first).contains("\"fresh\":true");
    assertThat(retry).isEqualTo(first.replace("true", "false"));
    assertThat(number("SELECT COUNT(*) FROM millrace_slice WHERE run = ?", planned))
        .isBetween(2L, 4000L);
    assertThat(number("SELECT COUNT(DISTINCT type) FROM millrace_slice")).isEqualTo(2);
  }

  @Test
  void a_request_on_the_bus_is_one_run_however_often_it_is_delivered() throws IOException {
    String event =
        """
        {"version":"0","id":"53dc4d37","detail-type":"BackfillRequested","source":"ours",\
        "time":"2019-10-08T16:53:06Z","detail":{"types":["GithubType"]}}""";
    BackfillFunction function = new BackfillFunction(container);

    call(function, event, "1");
    String again = call(function, event, "2");

    assertThat(again).isEqualTo("{\"run\":%d,\"fresh\":false}".formatted(newestRun()));
    assertThat(number("SELECT SUM(window_to - window_from) FROM millrace_slice"))
        .as("the 70 minutes before it was asked for, less the last")
        .isEqualTo(69 * 60);
  }

  @Test
  void a_request_with_nothing_to_import_is_refused_without_a_run() {
    String event =
        """
        {"types":["GithubType"],"timestamp_from":90000000000,"timestamp_to":90000000600}""";

    assertThatThrownBy(() -> call(new BackfillFunction(container), event, "1"))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("nothing can be imported");
    assertThat(number("SELECT COUNT(*) FROM millrace_run")).isZero();
  }

  @Test
  void an_invalid_request_fails_the_call_and_plans_nothing() {
    BackfillFunction function = new BackfillFunction(container);

    assertThatThrownBy(() -> call(function, "{\"timestamp_from\":\"yesterday\"}", "1"))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessage("'timestamp_from' must be a whole number, but is \"yesterday\"");
    assertThatThrownBy(() -> call(function, "{\"timestamp_from\":1704067200000}", "1"))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("looks like milliseconds; use seconds, 1704067200");
    assertThatThrownBy(() -> call(function, "{\"timestamp_from\":4102444800}", "1"))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("nothing can be imported");
    assertThatThrownBy(() -> call(function, "{\"types\":[\"FaxType\"]}", "1"))
        .isInstanceOf(UnknownTypeException.class)
        .hasMessageContaining("'FaxType'");
    assertThat(number("SELECT COUNT(*) FROM millrace_run")).isZero();
  }

  @Test
  void text_is_written_without_the_language_of_the_machine() {
    Locale before = Locale.getDefault();
    try {
      for (Supplier<RequestStreamHandler> handler :
          List.<Supplier<RequestStreamHandler>>of(
              TickFunction::new, SweepFunction::new, BackfillFunction::new)) {
        Locale.setDefault(Locale.forLanguageTag("ar-EG"));
        assertThat("%d".formatted(20_000)).as("without us").isEqualTo("٢٠٠٠٠");

        var _ = handler.get();

        assertThat("%d".formatted(20_000)).isEqualTo("20000");
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  private static String call(RequestStreamHandler function, String event, String request)
      throws IOException {
    return call(function, event, new FunctionCall(request));
  }

  private static String call(RequestStreamHandler function, String event, FunctionCall context)
      throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    function.handleRequest(new ByteArrayInputStream(event.getBytes(UTF_8)), answer, context);
    return answer.toString(UTF_8);
  }

  private static long newestRun() {
    return number("SELECT MAX(id) FROM millrace_run");
  }

  private static long number(String sql, Object... parameters) {
    return producer.database().transact(connection -> Sql.number(connection, sql, parameters));
  }
}
