package dev.millrace.worker.source.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.time.Window;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.http.Tape;
import dev.millrace.worker.source.record.Recording.Exchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Keeps the answers of a source while they are read. No header of a request is kept, of an answer
 * only those that lead to the next page, and no secret of any. Thread-safe.
 */
public final class Recorder implements Tape {

  private static final int FIRST_ERROR = 300;
  private static final Set<String> KEPT_HEADERS = Set.of("link", "content-type");

  private final SecretMask mask;
  private final List<Exchange> exchanges = new ArrayList<>();

  /**
   * @param secrets those that have been used so far
   */
  public Recorder(Supplier<Set<String>> secrets) {
    this.mask = new SecretMask(secrets);
  }

  /** Answers that are errors are not kept: what follows them is the answer. */
  @Override
  public Kept answer(String request, Live live) throws IOException, InterruptedException {
    Kept answer = live.send();
    if (answer.status() < FIRST_ERROR) {
      keep(request, answer);
    }
    return answer;
  }

  private synchronized void keep(String request, Kept answer) {
    String sent = mask.redacted(request);
    Map<String, List<String>> headers = new LinkedHashMap<>();
    answer
        .headers()
        .forEach(
            (name, values) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              if (KEPT_HEADERS.contains(lower)) {
                headers.put(lower, values.stream().map(mask::redacted).toList());
              }
            });
    byte[] body = mask.redacted(new String(answer.body(), UTF_8)).getBytes(UTF_8);
    exchanges.add(new Exchange(sent, new Kept(answer.status(), headers, body)));
  }

  /**
   * Reads the documents of a type without a source of its own to their end, and keeps them as one
   * answer: the document API's own answer is a link with a secret.
   *
   * @return the number of documents
   */
  public long documents(DocumentCursor documents, String request) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (documents.next()) {
      all.writeBytes((all.size() == 0 ? "[\n" : ",\n").getBytes(UTF_8));
      all.write(documents.buffer(), documents.offset(), documents.length());
    }
    all.writeBytes((all.size() == 0 ? "[]\n" : "\n]\n").getBytes(UTF_8));
    keep(request, new Kept(200, Map.of(), all.toByteArray()));
    return documents.documents();
  }

  /** What was kept. */
  public synchronized Recording recording(String type, Window window) {
    return new Recording(type, window, exchanges);
  }
}
