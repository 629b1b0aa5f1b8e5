package dev.millrace.worker.source.record;

import dev.millrace.worker.source.UnexpectedAnswerException;
import dev.millrace.worker.source.http.Tape;
import dev.millrace.worker.source.record.Recording.Exchange;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Answers requests by those of a recording, each once, without a network. Thread-safe. */
public final class Replay implements Tape {

  private final SecretMask mask = new SecretMask(Set::of);
  private final Map<String, Deque<Kept>> answers = new HashMap<>();

  public Replay(Recording recording) {
    for (Exchange exchange : recording.exchanges()) {
      answers.computeIfAbsent(exchange.request(), _ -> new ArrayDeque<>()).add(exchange.answer());
    }
  }

  /**
   * The recorded answer.
   *
   * @throws UnexpectedAnswerException when there is none
   */
  @Override
  public synchronized Kept answer(String request, Live live) {
    String sent = mask.redacted(request);
    Deque<Kept> kept = answers.get(sent);
    Kept answer = kept == null ? null : kept.poll();
    if (answer == null) {
      throw new UnexpectedAnswerException(
          "no answer to %s was recorded; the definition asks for something else since then, so record it again with ./millrace types record"
              .formatted(sent));
    }
    return answer;
  }

  /** The number of recorded answers that no request has asked for. */
  public synchronized long unused() {
    return answers.values().stream().mapToLong(Deque::size).sum();
  }
}
