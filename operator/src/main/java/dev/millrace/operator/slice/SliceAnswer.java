package dev.millrace.operator.slice;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.ledger.run.SliceControl.Answer;

/** What became of a request about one slice, for operators. */
public final class SliceAnswer {

  private SliceAnswer() {}

  /** One object on one line, for a request that changed something. */
  public static String json(long slice, String state) {
    return new JsonMapper().createObjectNode().put("slice", slice).put("state", state) + "\n";
  }

  /** Why a request changed nothing, and what to do. */
  public static String refusal(long slice, Answer answer) {
    return switch (answer) {
      case CHANGED -> throw new IllegalArgumentException("slice %d has changed".formatted(slice));
      case UNDER_WAY ->
          "slice %d is under way already; wait for its end, or cancel it".formatted(slice);
      case DEAD ->
          "slice %d is dead: no tick plans its span; exclude the span to give the reason"
              .formatted(slice);
      case ENDED -> "slice %d has ended; plan its span with ./millrace backfill".formatted(slice);
      case RUN_CANCELLED ->
          "the run of slice %d is being cancelled; plan its span with ./millrace backfill"
              .formatted(slice);
      case UNKNOWN -> unknown(slice);
    };
  }

  /** There is no such slice. */
  public static String unknown(long slice) {
    return "the ledger has no slice %d; slices of runs that ended long ago are kept as totals only"
        .formatted(slice);
  }
}
