package dev.millrace.bench.pipeline.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.bench.pipeline.source.Load.Slices;
import dev.millrace.time.Window;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadTest {

  @ParameterizedTest
  @CsvSource({
    "SPARSE, 982, 15854",
    "SMALL, 5000, 1000",
    "DENSE, 20, 200000",
    "EMPTY, 200, 0",
    "LIVE, 150, 300"
  })
  void a_load_has_its_slices_and_documents(Load load, int slices, int documents) {
    Slices all = load.slices(false);

    assertThat(all.windows()).hasSize(slices);
    assertThat(all.documents()).hasSize(documents);
    assertThat(all.documents()).extracting(Served::timestamp).isSorted();
    assertThat(all.documents()).extracting(Served::id).doesNotHaveDuplicates();
    assertThat(all.documents())
        .allMatch(document -> document.timestamp() >= all.windows().getFirst().from())
        .allMatch(document -> document.timestamp() < all.windows().getLast().to());
  }

  @Test
  void the_source_serves_both_bounds_of_a_slice() throws Exception {
    Slices few = Load.LIVE.slices(true);
    Window second = few.windows().get(1);
    try (SliceSource source = new SliceSource()) {
      source.serve(few.documents(), 0);

      assertThat(ids(source, second.from(), second.to() - 1))
          .containsExactly(few.documents().get(2).id(), few.documents().get(3).id());
      assertThat(ids(source, second.from(), second.from()))
          .containsExactly(few.documents().get(2).id());
      assertThat(ids(source, second.from() + 1, second.from() + 1)).isEmpty();
    }
  }

  private static List<String> ids(SliceSource source, long from, long to) throws Exception {
    String query = "GithubType?timestamp_from=%d&timestamp_to=%d&just_url=true".formatted(from, to);
    JsonNode link = read(source.url().resolve(query));
    return read(URI.create(link.path("all_docs_url").asText())).findValuesAsText("id").stream()
        .filter(id -> id.endsWith("=="))
        .toList();
  }

  private static JsonNode read(URI uri) throws IOException {
    try (InputStream answer = uri.toURL().openStream()) {
      return new JsonMapper().readTree(answer);
    }
  }
}
