package dev.millrace.local.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FoldersTest {
  private static final String HOME = "/home/ada";

  @Test
  void the_cache_is_where_the_user_says_else_where_the_desktop_says_else_at_home() {
    assertThat(Folders.cache("/fast", "/xdg", HOME)).isEqualTo(Path.of("/fast"));
    assertThat(Folders.cache(null, "/xdg", HOME)).isEqualTo(Path.of("/xdg/millrace"));
    assertThat(Folders.cache(" ", null, HOME)).isEqualTo(Path.of("/home/ada/.cache/millrace"));
    assertThat(Folders.cache(null, "relative", HOME))
        .isEqualTo(Path.of("/home/ada/.cache/millrace"));
    assertThat(Folders.cache("here", null, HOME)).isEqualTo(Path.of("here").toAbsolutePath());
  }
}
