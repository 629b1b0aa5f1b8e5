package dev.millrace.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.database.Database;
import dev.millrace.ledger.run.DeadSlices;
import dev.millrace.ledger.run.RunControl;
import dev.millrace.ledger.run.RunControl.Answer;
import dev.millrace.ledger.run.Runs.Planned;
import dev.millrace.ledger.run.SliceControl;
import dev.millrace.operation.Operations;
import dev.millrace.operation.Operator;
import dev.millrace.operator.backfill.BackfillJson;
import dev.millrace.operator.deadletter.DeadLetterQueue;
import dev.millrace.operator.deadletter.Prospect;
import dev.millrace.operator.deadletter.Rate;
import dev.millrace.operator.deadletter.RedriveRound;
import dev.millrace.operator.deadletter.Selection;
import dev.millrace.operator.rejected.Replay;
import dev.millrace.operator.slice.SliceAnswer;
import dev.millrace.plan.Backfill;
import dev.millrace.plan.Backfills;
import dev.millrace.plan.Only;
import dev.millrace.plan.TypePlan;
import dev.millrace.rejected.Selected;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Does what a command does, and answers with what it prints for {@code --json}. A dry run changes
 * nothing. Thread-safe.
 */
final class Changes {

  private static final JsonMapper JSON = new JsonMapper();

  /** As the default of {@code --max}. */
  private static final int MOST = 10_000;

  /** As the default of {@code --max-redrives}. */
  private static final int MOST_REDRIVES = 3;

  /** The maximum for one transaction, as for the command. */
  private static final long MOST_SLICES = 10_000_000;

  private final Deployment deployment;

  Changes(Deployment deployment) {
    this.deployment = deployment;
  }

  private Database database() {
    return deployment.producer().database();
  }

  /** As {@code dlq redrive}; fields type, reason, queue, because (all optional) and dry_run. */
  String redrive(String body) throws InterruptedException {
    JsonNode wish = parse(body);
    boolean dryRun = dryRun(wish);
    Operator operator = operator(wish);
    String queue = wish.path("queue").asText("");
    Selection selection =
        new Selection(wish.path("reason").asText(""), wish.path("type").asText(""));
    List<DeadLetterQueue> queues =
        deployment.deadLetterQueues().values().stream()
            .filter(each -> queue.isEmpty() || each.name().equals(queue))
            .toList();
    DeadSlices slices = new DeadSlices(database());
    RedriveRound round =
        new RedriveRound(
            queues,
            slices,
            new Prospect(new StoredTypes(database()).load(), new Backfills(database())),
            MOST,
            MOST_REDRIVES,
            Rate.unlimited(),
            dryRun);
    try {
      round.go(
          selection,
          slices.stream().filter(dead -> queue.isEmpty() && selection.test(dead)),
          () -> {});
    } finally {
      if (!dryRun) {
        Operations.noteAfter(
            database(),
            operator,
            "dlq redrive",
            selected(wish),
            RedriveRound.redriven(round.results()));
      }
    }
    if (!dryRun) {
      deployment.producer().dispatcher().sendDue();
    }
    return RedriveRound.json(round.results(), dryRun);
  }

  /** As {@code rejected replay}; fields type, reason, because (all optional) and dry_run. */
  String replay(String body) {
    JsonNode wish = parse(body);
    Operator operator = operator(wish);
    Replay replay =
        Replay.of(
            database(),
            deployment.producer().dispatcher(),
            new Selected(wish.path("type").asText(""), wish.path("reason").asText(""), ""),
            MOST,
            dryRun(wish),
            deployment.triggers().get());
    replay.note(database(), operator);
    return replay.json();
  }

  /** As {@code pause}, {@code resume} and {@code cancel}; field because (optional). */
  String state(long run, String wanted, String body) {
    RunControl control = new RunControl(database(), operator(body));
    Answer answer =
        switch (wanted) {
          case "pause" -> control.pause(run);
          case "resume" -> control.resume(run);
          case "cancel" -> control.cancel(run);
          default -> throw new RefusedException(404, "a run cannot be '%s'".formatted(wanted));
        };
    return switch (answer) {
      case CHANGED, UNCHANGED ->
          JSON.createObjectNode()
                  .put("run", run)
                  .put("state", stateAfter(wanted))
                  .put("changed", answer == Answer.CHANGED)
              + "\n";
      case ENDED -> throw new RefusedException(409, "run %d has ended".formatted(run));
      case CANCELLED -> throw new RefusedException(409, "run %d is cancelled".formatted(run));
      case UNKNOWN -> throw new RefusedException(404, "there is no run %d".formatted(run));
    };
  }

  /** As {@code slice redrive} and {@code slice cancel}; field because (optional). */
  String slice(long slice, String wanted, String body) {
    SliceControl control = new SliceControl(database(), operator(body));
    boolean redrive = wanted.equals("redrive");
    if (!redrive && !wanted.equals("cancel")) {
      throw new RefusedException(404, "a slice cannot be '%s'".formatted(wanted));
    }
    SliceControl.Answer answer = redrive ? control.redrive(slice) : control.cancel(slice);
    if (answer != SliceControl.Answer.CHANGED) {
      throw new RefusedException(
          answer == SliceControl.Answer.UNKNOWN ? 404 : 409, SliceAnswer.refusal(slice, answer));
    }
    if (redrive) {
      deployment.producer().dispatcher().sendDue();
    }
    return SliceAnswer.json(slice, redrive ? "planned" : "cancelled");
  }

  private static String stateAfter(String wanted) {
    return switch (wanted) {
      case "pause" -> "paused";
      case "resume" -> "active";
      default -> "cancelled";
    };
  }

  /**
   * As {@code backfill}; fields types, from, to, only, because and dry_run, and slices: how many
   * the reader was shown. If there are others now, nothing is planned.
   */
  String backfill(String body) {
    JsonNode wish = parse(body);
    boolean dryRun = dryRun(wish);
    Operator operator = operator(wish);
    Instant now = database().now();
    Instant from = Query.moment("from", wish.path("from").asText(""), now);
    String until = wish.path("to").asText("");
    Instant end = until.isEmpty() ? now : Query.moment("to", until, now);
    Instant to = end.isAfter(now) ? now : end;
    if (!from.isBefore(to)) {
      throw new RefusedException(400, "from %s is not before %s".formatted(from, to));
    }
    List<String> types = new ArrayList<>();
    wish.path("types").forEach(type -> types.add(type.asText()));
    Backfill asked =
        new Backfill(types, from.getEpochSecond(), to.getEpochSecond(), only(wish), null, null);
    List<TypePlan> plans =
        new Backfills(database()).preview(asked, now, new StoredTypes(database()).load());
    long slices = plans.stream().mapToLong(TypePlan::count).sum();
    @Nullable Long run = null;
    if (!dryRun) {
      checkShown(wish, slices);
      Planned planned = deployment.producer().backfill(asked, deployment.triggers().get(), now);
      if (!planned.nothing()) {
        run = planned.run();
        Operations.noteAfter(database(), operator, "backfill", Operations.run(run), slices);
      }
    }
    return BackfillJson.of(plans, deployment.backfillRate(), run);
  }

  private static void checkShown(JsonNode wish, long slices) {
    long shown = wish.path("slices").asLong(-1);
    if (slices != shown) {
      throw new RefusedException(
          409,
          String.format(
              Locale.ROOT,
              "the plan has changed: it has %,d slices now, not %,d; check it and repeat",
              slices,
              shown));
    }
    if (slices > MOST_SLICES) {
      throw new RefusedException(
          409,
          String.format(
              Locale.ROOT,
              "%,d slices are more than the maximum of %,d; choose a shorter span",
              slices,
              MOST_SLICES));
    }
  }

  private static Only only(JsonNode wish) {
    String wanted = wish.path("only").asText("missing");
    for (Only each : Only.values()) {
      if (each.toString().equals(wanted)) {
        return each;
      }
    }
    throw new RefusedException(
        400, "only '%s' is unknown; use missing, dead, all or older-definition".formatted(wanted));
  }

  /** A wish that does not say so changes nothing. */
  private static boolean dryRun(JsonNode wish) {
    return wish.path("dry_run").asBoolean(true);
  }

  /** Of a change whose path says it all, so that it needs no body. */
  private static Operator operator(String body) {
    return operator(parse(body.isEmpty() ? "{}" : body));
  }

  /** The console knows no names: its token is the same for all. */
  private static Operator operator(JsonNode wish) {
    String because = wish.path("because").asText("").strip();
    return new Operator("console", because.isEmpty() ? null : because);
  }

  private static String selected(JsonNode wish) {
    return Operations.selected(
        "queue",
        wish.path("queue").asText(""),
        "type",
        wish.path("type").asText(""),
        "reason",
        wish.path("reason").asText(""));
  }

  private static JsonNode parse(String body) {
    try {
      JsonNode wish = JSON.readTree(body);
      if (wish != null && wish.isObject()) {
        return wish;
      }
    } catch (JsonProcessingException _) {
      // refused below
    }
    throw new RefusedException(400, "the body of the request is not a JSON object");
  }
}
