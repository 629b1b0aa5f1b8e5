package dev.millrace.cli.status;

import static java.lang.String.format;
import static java.util.Locale.ROOT;

import dev.millrace.cli.terminal.TimeText;
import dev.millrace.fleet.WorkerSign;
import dev.millrace.operator.status.Fleet;
import dev.millrace.operator.status.LostSlices;
import dev.millrace.text.CountText;
import java.util.List;
import java.util.Map;

/** The workers and the lost slices as text. */
final class FleetText {

  private static final int MOST_WORKERS = 5;
  private static final String INDENT = " ".repeat(9);

  private FleetText() {}

  static String workers(Fleet fleet) {
    StringBuilder text = new StringBuilder("workers  ");
    if (fleet.missing()) {
      text.append(
          format(
              ROOT,
              "none seen%s; %s; start a worker%n",
              fleet.lastSign().isPresent()
                  ? " for " + TimeText.length(fleet.lastSign().getAsLong())
                  : "",
              CountText.of(fleet.waiting(), "slice waits", "slices wait")));
      text.append(fleet.workers().isEmpty() ? "" : INDENT);
    } else if (fleet.workers().isEmpty()) {
      return text.append("none with a heartbeat\n").toString();
    }
    List<WorkerSign> shown = fleet.workers().stream().limit(MOST_WORKERS).toList();
    text.append(String.join(INDENT, shown.stream().map(FleetText::line).toList()));
    int more = fleet.workers().size() - shown.size();
    return text.append(more > 0 ? format(ROOT, "%sand %,d more%n", INDENT, more) : "").toString();
  }

  private static String line(WorkerSign worker) {
    return format(
        ROOT,
        "%s up %s, %s in processing%s%n",
        worker.name(),
        TimeText.length(worker.sinceSeconds()),
        CountText.of(worker.inHand(), "message"),
        worker.silent() ? ", silent for " + TimeText.length(worker.silentSeconds()) : "");
  }

  static String lost(Map<String, LostSlices> queues) {
    StringBuilder text = new StringBuilder();
    queues.forEach(
        (queue, lost) ->
            text.append(
                format(
                    ROOT,
                    "%s%s sent, but not on the %s queue;%n"
                        + "%ssent again at %s UTC, or now by ./millrace resend%n",
                    INDENT,
                    CountText.of(lost.slices(), "slice was", "slices were"),
                    queue,
                    INDENT,
                    lost.sentAgain().toString().substring(11, 16))));
    return text.toString();
  }
}
