package dev.millrace.cli.rejected;

import dev.millrace.cli.option.SelectionOptions;
import dev.millrace.rejected.Selected;
import picocli.CommandLine.Option;

/** Selects rejected documents by id. */
final class RejectedOptions {

  @Option(names = "--id", paramLabel = "ID", defaultValue = "", description = "only this document")
  private String id;

  Selected of(SelectionOptions selection) {
    return new Selected(selection.type(), selection.reason(), id);
  }

  /** What is selected, in words. */
  String text(SelectionOptions selection) {
    return selection.text("document", id);
  }
}
