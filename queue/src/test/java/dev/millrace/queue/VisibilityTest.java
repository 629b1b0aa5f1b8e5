package dev.millrace.queue;

import static dev.millrace.queue.server.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class VisibilityTest {

  private static final long EXPIRED = Duration.ofSeconds(30).toNanos();

  private final Visibility visibility = new Visibility(0, 0, BoundsTest.settings(1));

  @Test
  void no_extension_follows_the_one_that_a_release_waits_for() throws InterruptedException {
    visibility.begin();
    Thread releasing = Thread.ofPlatform().start(visibility::release);
    eventually(() -> assertThat(releasing.getState()).isEqualTo(Thread.State.WAITING));

    visibility.postpone(0);
    boolean due = visibility.due(EXPIRED);
    boolean begun = visibility.begin();
    releasing.join();

    assertThat(due).isFalse();
    assertThat(begun).isFalse();
    assertThat(visibility.lost()).isFalse();
  }

  @Test
  void an_extension_under_way_may_still_lose_a_released_delivery() throws InterruptedException {
    visibility.begin();
    Thread releasing = Thread.ofPlatform().start(visibility::release);
    eventually(() -> assertThat(releasing.getState()).isEqualTo(Thread.State.WAITING));

    boolean news = visibility.refuse();
    releasing.join();

    assertThat(news).isTrue();
    assertThat(visibility.lost()).isTrue();
  }

  @Test
  void a_settled_delivery_is_not_news_when_its_receipt_is_refused() {
    visibility.begin();
    visibility.drop();

    assertThat(visibility.refuse()).isFalse();
  }

  @Test
  void an_expired_visibility_is_reported_once() {
    boolean early = visibility.expire(EXPIRED - 1);
    boolean first = visibility.expire(EXPIRED);
    boolean second = visibility.expire(EXPIRED);

    assertThat(early).isFalse();
    assertThat(first).isTrue();
    assertThat(second).isFalse();
  }

  @Test
  void a_released_visibility_expires_as_intended() {
    visibility.release();

    boolean unintended = visibility.expire(EXPIRED);

    assertThat(unintended).isFalse();
    assertThat(visibility.lost()).isTrue();
  }
}
