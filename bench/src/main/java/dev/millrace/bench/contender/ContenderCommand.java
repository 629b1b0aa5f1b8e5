package dev.millrace.bench.contender;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** The commands of a contender's process. */
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
   * @param tasks the number that will be sent
   */
  record Start(Assignment assignment, int tasks) implements ContenderCommand {}

  /**
   * Waits until the first task has begun, or the slow one if there is one; returns the tasks
   * finished per second during the given time, and releases the slow one.
   */
  record Window(boolean slow, long millis) implements ContenderCommand {}

  /** Stops, and returns the {@link Observed} values. */
  record Stop() implements ContenderCommand {}
}
