package dev.millrace.worker.source.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.catalogue.http.HttpSource;
import dev.millrace.fuzz.Bounds;
import dev.millrace.settings.NamedSecrets;
import dev.millrace.time.Window;
import dev.millrace.worker.mapping.DocumentMapper;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.SizeLimits;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.UnexpectedAnswerException;
import dev.millrace.worker.source.guard.Budget;
import dev.millrace.worker.source.guard.Requests;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a source of a definition answers is documents, or a refusal that says why. */
class AnswersFuzzTest {

  private static final long AT = 1_717_156_800;
  private static final Window HOUR = new Window(AT, AT + 3_600);
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(AT + 9_999));
  private static final int MOST_ANSWERS = 20;
  private static final Duration PAUSE = Duration.ofMillis(1);

  /** Shared by all inputs, since a client has threads; answers come from a script. */
  private static final Wire UNUSED = new Wire(Duration.ofSeconds(60), System::nanoTime);

  private static final Tokens NO_TOKENS =
      new Tokens(UNUSED, NamedSecrets.NONE, CLOCK, ExchangeLog.NONE);

  private static final Set<String> HEADERS =
      Set.of("link", "retry-after", "content-type", "x-ratelimit-remaining", "x-ratelimit-reset");

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /** The lines of the source that the definitions do not share. */
  private static final List<String> SOURCES =
      List.of(
          "documents: ''",
          "documents: ''\n  pages: { link: next }",
          "documents: /items\n  pages: { next_url: /next }",
          "documents: /items\n  pages: { cursor: { param: c, at: /next } }",
          "documents: /items\n  pages: { last_id: { param: after, more: /more } }",
          "documents: /items\n  pages: { page: { param: page, first: 1 } }",
          "documents: /items\n  pages: { offset: { param: skip, first: 0, size: 2 } }",
          "documents: /items\n  count: { at: /total }",
          "documents: /items\n  ok: { at: /ok, is: 'true', why: /error, wait: [slow] }",
          "documents: lines");

  private static final List<DocumentType> TYPES =
      SOURCES.stream().map(AnswersFuzzTest::definition).toList();

  private static final List<DocumentMapper> MAPPERS =
      TYPES.stream().map(DocumentMapper::new).toList();

  private static DocumentType definition(String lines) {
    return DefinitionParser.parse(
        """
        type: Items
        source:
          url: https://api.example.org/items
          window: { from: since, to: until, as: s }
          id: /id
          timestamp: { from: /at, unit: s }
          %s
        columns: { a: { from: /data/a }, j: { from: /data, as: json } }
        """
            .formatted(lines),
        "Items.yaml");
  }

  /** The first byte is the number of the definition; answers are apart by a line {@code --}. */
  @FuzzTest
  void answers_are_documents_or_refused(byte[] input) throws Exception {
    if (input.length > 0) {
      int number = Math.floorMod(input[0] - '0', TYPES.size());
      byte[] answers = Arrays.copyOfRange(input, 1, input.length);
      Bounds.keep(() -> read(number, new Script(answers)));
    }
  }

  private static void read(int number, Script script) throws InterruptedException {
    HttpSource source = Objects.requireNonNull(TYPES.get(number).http());
    long documents = 0;
    try (DocumentCursor cursor = api(source, script).open(HOUR)) {
      while (cursor.next()) {
        MAPPERS.get(number).map(cursor.buffer(), cursor.offset(), cursor.length());
        documents++;
      }
    } catch (UnexpectedAnswerException | SourceUnavailableException | IOException refusal) {
      Bounds.isOneLine(refusal);
      return;
    }
    assertThat(documents)
        .as("documents of a window that is covered")
        .isEqualTo(script.known(number));
  }

  private static HttpApi api(HttpSource source, Tape script) {
    Credentials none = new Credentials(source.auth(), NamedSecrets.NONE, NO_TOKENS);
    return new HttpApi(
        source,
        new Answers(source, UNUSED, none, CLOCK, new SizeLimits(1 << 20), ExchangeLog.NONE, script),
        new Requests(BigDecimal.valueOf(1_000_000), Duration.ofSeconds(60), PAUSE),
        Budget.UNLIMITED,
        ExchangeLog.NONE);
  }

  /** The answers one after another, the last one again and again. */
  private static final class Script implements Tape {

    private final List<Kept> answers = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();

    Script(byte[] bytes) {
      for (String answer : new String(bytes, ISO_8859_1).split("\n--\n", -1)) {
        answers.add(kept(answer));
      }
    }

    @Override
    public synchronized Kept answer(String request, Live live) throws IOException {
      if (requests.size() >= MOST_ANSWERS) {
        throw new IOException("asked too often");
      }
      requests.add(request);
      return answers.get(Math.min(requests.size(), answers.size()) - 1);
    }

    /** Headers and an empty line, both optional, and the body. */
    private static Kept kept(String text) {
      int status = 200;
      Map<String, List<String>> headers = new HashMap<>();
      String rest = text;
      while (rest.startsWith("@")) {
        int end = rest.indexOf('\n') < 0 ? rest.length() : rest.indexOf('\n');
        String line = rest.substring(1, end);
        rest = rest.substring(Math.min(end + 1, rest.length()));
        int colon = line.indexOf(':');
        String name = colon < 0 ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT);
        if (HEADERS.contains(name)) {
          headers.computeIfAbsent(name, _ -> new ArrayList<>()).add(line.substring(colon + 1));
        } else if (line.matches("[1-5]\\d\\d")) {
          status = Integer.parseInt(line);
        }
      }
      return new Kept(status, headers, rest.getBytes(ISO_8859_1));
    }

    /**
     * The number of documents in all answers, without those after which the same was asked again.
     */
    long known(int number) {
      long documents = 0;
      for (int i = 0; i < requests.size(); i++) {
        if (i + 1 < requests.size() && requests.get(i).equals(requests.get(i + 1))) {
          continue;
        }
        Kept answer = answers.get(Math.min(i, answers.size() - 1));
        documents += answer.status() == 204 ? 0 : documents(number, answer.body());
      }
      return documents;
    }

    private static long documents(int number, byte[] body) {
      if (SOURCES.get(number).endsWith("lines")) {
        return Arrays.stream(new String(body, ISO_8859_1).split("\n", -1))
            .filter(line -> !line.matches("[ \t\r]*"))
            .count();
      }
      JsonNode tree = tree(body);
      JsonNode array =
          tree == null || SOURCES.get(number).startsWith("documents: ''")
              ? tree
              : tree.get("items");
      assertThat(array != null && array.isArray()).as("an answer that was read").isTrue();
      return array == null ? 0 : array.size();
    }

    private static @Nullable JsonNode tree(byte[] body) {
      try {
        return JSON.readTree(new String(body, UTF_8));
      } catch (JsonProcessingException _) {
        return null;
      }
    }
  }
}
