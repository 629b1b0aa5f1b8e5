package dev.millrace.bench.server;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** The commands of the queue server. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "command")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ServerCommand.Addresses.class, name = "addresses"),
  @JsonSubTypes.Type(value = ServerCommand.Open.class, name = "open"),
  @JsonSubTypes.Type(value = ServerCommand.Fill.class, name = "fill"),
  @JsonSubTypes.Type(value = ServerCommand.Begin.class, name = "begin"),
  @JsonSubTypes.Type(value = ServerCommand.Hold.class, name = "hold"),
  @JsonSubTypes.Type(value = ServerCommand.Release.class, name = "release"),
  @JsonSubTypes.Type(value = ServerCommand.Count.class, name = "count"),
  @JsonSubTypes.Type(value = ServerCommand.Drip.class, name = "drip"),
  @JsonSubTypes.Type(value = ServerCommand.AwaitEmpty.class, name = "await-empty"),
  @JsonSubTypes.Type(value = ServerCommand.Left.class, name = "left"),
  @JsonSubTypes.Type(value = ServerCommand.Close.class, name = "close"),
})
public sealed interface ServerCommand {

  /** Returns the {@link Endpoints}. */
  record Addresses() implements ServerCommand {}

  /** Creates a queue; returns its URL. */
  record Open(String queue, int visibilitySeconds) implements ServerCommand {}

  /** Sends tasks as fast as possible, without the proxy, in order of their numbers. */
  record Fill(String url, int firstNumber, int count, int workMillis) implements ServerCommand {}

  /** Makes the proxy count that queue's calls from zero, and delay all answers. */
  record Begin(String url, int delayMillis) implements ServerCommand {}

  /** Makes the calls of all queues wait at the proxy. */
  record Hold() implements ServerCommand {}

  /** Counts the calls of all queues from zero, and lets those that wait pass. */
  record Release() implements ServerCommand {}

  /** Returns the {@link Traffic} since the last release; messages left are not counted. */
  record Count() implements ServerCommand {}

  /** Sends tasks at a steady rate, without the proxy; returns when the last one is sent. */
  record Drip(String url, int count, int perSecond, int workMillis) implements ServerCommand {}

  /** Returns the {@link Traffic} when the queue is empty, or after the time-out. */
  record AwaitEmpty(String url, long timeoutMillis) implements ServerCommand {}

  /** Returns the number of messages on the queue, visible or not, once it is stable. */
  record Left(String url) implements ServerCommand {}

  /** Deletes the queue and its dead-letter queue. */
  record Close(String url) implements ServerCommand {}
}
