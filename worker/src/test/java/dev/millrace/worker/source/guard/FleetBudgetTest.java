package dev.millrace.worker.source.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.worker.TestDatabase;
import dev.millrace.worker.source.SourceUnavailableException;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

final class FleetBudgetTest {

  @AutoClose private final TestDatabase database = new TestDatabase(TestDatabase.THINGS);

  @AutoClose private final Database pool = database.open(1);

  private FleetBudget budget(String source, String perSecond) {
    return new FleetBudget(
        pool, source, new BigDecimal(perSecond), Duration.ofSeconds(60), System::nanoTime);
  }

  @Test
  void workers_share_the_requests_of_a_source() throws Exception {
    FleetBudget one = budget("api", "0.002");
    FleetBudget other = budget("api", "0.002");

    one.take();

    assertThatThrownBy(other::take)
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessage("the rate of the source is used up (0.002 requests per second of all workers)")
        .satisfies(
            e ->
                assertThat(((SourceUnavailableException) e).retryAfter().orElseThrow())
                    .isBetween(Duration.ofSeconds(60), Duration.ofSeconds(500)));
    assertThatThrownBy(one::take).isInstanceOf(SourceUnavailableException.class);
  }

  @Test
  void sources_do_not_share() throws Exception {
    budget("api", "0.002").take();

    budget("other", "0.002").take();

    assertThat(database.number("SELECT COUNT(*) FROM millrace_source")).isEqualTo(2);
  }

  @Test
  void a_portion_is_booked_by_one_statement() throws Exception {
    FleetBudget budget = budget("api", "10");

    for (int i = 0; i < 10; i++) {
      budget.take();
    }

    assertThat(
            database.number(
                "SELECT TIMESTAMPDIFF(MICROSECOND, NOW(6), booked_until) FROM millrace_source"))
        .isLessThan(10_000_000);
  }

  @Test
  void many_requests_take_few_statements() throws Exception {
    FleetBudget budget = budget("api", "1000");
    long before = updates();

    for (int i = 0; i < 1_000; i++) {
      budget.take();
    }

    assertThat(updates() - before).as("portions of 1, 2, 4 … requests").isLessThan(40);
  }

  /** Of the only connection of the pool. */
  private long updates() {
    return pool.transact(
            connection ->
                Sql.list(
                    connection,
                    "SHOW SESSION STATUS LIKE 'Com_update'",
                    row -> Long.parseLong(row.getString(2))))
        .getFirst();
  }

  @Test
  void workers_with_few_requests_do_not_book_the_time_of_others() throws Exception {
    for (int i = 0; i < 20; i++) {
      budget("api", "100").take();
    }

    assertThat(
            database.number(
                "SELECT TIMESTAMPDIFF(MICROSECOND, NOW(6), booked_until) FROM millrace_source"))
        .as("20 of 100 requests")
        .isLessThanOrEqualTo(200_000);
  }
}
