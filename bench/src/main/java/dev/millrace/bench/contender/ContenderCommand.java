package dev.millrace.bench.contender;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What a contender's process can be asked to do. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "command")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ContenderCommand.Start.class, name = "start"),
  @JsonSubTypes.Type(value = ContenderCommand.Window.class, name = "window"),
  @JsonSubTypes.Type(value = ContenderCommand.Stop.class, name = "stop"),
})
public sealed interface ContenderCommand {

  /**
   * Starts to consume.
   *
   * @param tasks how many will be sent
   */
  record Start(Assignment assignment, int tasks) implements ContenderCommand {}

  /**
   * Waits until the first task has begun, or the slow one if there is one; answers how many a
   * second are finished during the time given then, and lets the slow one go.
   */
  record Window(boolean slow, long millis) implements ContenderCommand {}

  /** Stops, and answers what was {@link Observed}. */
  record Stop() implements ContenderCommand {}
}
