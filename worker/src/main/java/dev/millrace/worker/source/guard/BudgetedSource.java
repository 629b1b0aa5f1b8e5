package dev.millrace.worker.source.guard;

import dev.millrace.time.Window;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.DocumentSource;
import java.io.IOException;

/** A source whose every window takes one request of a budget. Thread-safe. */
public final class BudgetedSource implements DocumentSource {

  private final DocumentSource source;
  private final Budget budget;

  /**
   * @param source closed with this
   */
  public BudgetedSource(DocumentSource source, Budget budget) {
    this.source = source;
    this.budget = budget;
  }

  @Override
  public DocumentCursor open(String type, Window window) throws IOException, InterruptedException {
    budget.take();
    return source.open(type, window);
  }

  @Override
  public void close() {
    source.close();
  }
}
