package dev.millrace.worker.source.http;

import dev.millrace.catalogue.http.CountCheck;
import dev.millrace.catalogue.http.FileNames;
import dev.millrace.catalogue.http.HttpSource;
import dev.millrace.catalogue.http.WindowForm.Asked;
import dev.millrace.time.Window;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.guard.Budget;
import dev.millrace.worker.source.guard.Requests;
import dev.millrace.worker.source.http.page.Page;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** An API as a definition describes it. Thread-safe. */
final class HttpApi {

  private final HttpSource source;
  private final Answers answers;
  private final Requests requests;
  private final Budget budget;
  private final ExchangeLog log;
  private final AtomicBoolean hinted = new AtomicBoolean();

  HttpApi(HttpSource source, Answers answers, Requests requests, Budget budget, ExchangeLog log) {
    this.source = source;
    this.answers = answers;
    this.requests = requests;
    this.budget = budget;
    this.log = log;
  }

  HttpSource source() {
    return source;
  }

  /** Asks for the first page of the window. */
  DocumentCursor open(Window window) throws IOException, InterruptedException {
    Asked asked = asked(window);
    Questions questions = new Questions(source, asked);
    Report report = answers.report();
    CountCheck count = source.count();
    Tally tally = new Tally(source, report, window, asked);
    Long said = null;
    if (count != null && count.url() != null) {
      Question question = questions.count(count);
      said =
          requests.send(
              report.request(question),
              () -> {
                budget.take();
                return answers.count(question, count);
              });
      tally.checkCeiling(said);
    }
    PageWalk walk = new PageWalk(source, questions, report, this::hint);
    Question first = walk.first();
    Page page = page(first);
    if (count != null && count.url() == null) {
      said = answers.number(first, page, count);
    }
    return new HttpCursor(source, asked, this::page, walk, report, tally, first, page, said);
  }

  private void hint(String sign) {
    if (hinted.compareAndSet(false, true)) {
      log.mayHaveMore(sign);
    }
  }

  /** Files are asked for whole. */
  private Asked asked(Window window) {
    Asked asked = source.window().ask(window);
    FileNames names = source.files();
    return names == null ? asked : new Asked(asked.from(), asked.to(), names.whole(asked.span()));
  }

  private Page page(Question question) throws InterruptedException {
    return requests.send(
        answers.report().request(question),
        () -> {
          budget.take();
          return answers.page(question);
        });
  }
}
