package dev.millrace.infra.emulator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DockerTest {

  @Test
  @Timeout(30)
  void an_image_that_is_missing_and_cannot_be_pulled_is_named_within_seconds() {
    URI closed = URI.create("http://127.0.0.1:1/v2/");

    assertThatThrownBy(() -> Docker.requireImages(List.of("millrace/no-such-image:1"), closed))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("millrace/no-such-image:1")
        .hasMessageContaining(".ci/stand-ins/make");
  }
}
