package dev.millrace.worker.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.millrace.ledger.Counts;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ProgressTest {

  private static final long BEGUN = 42;
  private static final Counts TEN = new Counts(10, 4, 3, 2, 1, 0);

  private final Progress progress =
      new Progress(new SliceLimits(20, 1000, Duration.ofSeconds(60)), BEGUN);

  @Test
  void import_continues_below_the_limits() {
    progress.written(TEN, 999);

    assertThat(progress.limit(after(59))).isEmpty();
    assertThat(progress.left(after(59))).isEqualTo(Duration.ofSeconds(1));
    assertThat(progress.counts()).isEqualTo(TEN);
  }

  @Test
  void complete_import_accounts_for_every_document() {
    progress.written(TEN, 1);

    progress.expect(3, 13);
    assertThatIllegalStateException()
        .isThrownBy(() -> progress.expect(3, 14))
        .withMessage("14 documents were fetched, but 13 are accounted for");
  }

  @Test
  void as_many_documents_as_allowed_are_the_limit() {
    progress.written(TEN, 1);
    progress.written(TEN, 1);

    assertThat(progress.limit(after(0))).contains("more than 20 documents");
  }

  @Test
  void as_many_bytes_as_allowed_are_the_limit() {
    progress.written(TEN, 1000);

    assertThat(progress.limit(after(0))).contains("more than 1000 bytes of documents");
  }

  @Test
  void the_time_is_the_limit_and_never_less_than_over() {
    progress.written(TEN, 1);

    assertThat(progress.limit(after(60))).contains("more than 10 documents after 60 s");
    assertThat(progress.left(after(100))).isZero();
  }

  @Test
  void there_may_be_less_time_than_the_limit_but_not_more() {
    SliceLimits limits = new SliceLimits(1, 1, Duration.ofSeconds(60));

    assertThat(limits.within(Duration.ofSeconds(5)).time()).isEqualTo(Duration.ofSeconds(5));
    assertThat(limits.within(Duration.ofDays(1))).isEqualTo(limits);
  }

  private static long after(long seconds) {
    return BEGUN + Duration.ofSeconds(seconds).toNanos();
  }
}
