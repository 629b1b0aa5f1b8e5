package dev.millrace.bench.server;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What the queue server can be asked to do. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "command")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ServerCommand.Addresses.class, name = "addresses"),
  @JsonSubTypes.Type(value = ServerCommand.Open.class, name = "open"),
  @JsonSubTypes.Type(value = ServerCommand.Fill.class, name = "fill"),
  @JsonSubTypes.Type(value = ServerCommand.Begin.class, name = "begin"),
  @JsonSubTypes.Type(value = ServerCommand.Drip.class, name = "drip"),
  @JsonSubTypes.Type(value = ServerCommand.AwaitEmpty.class, name = "await-empty"),
  @JsonSubTypes.Type(value = ServerCommand.Left.class, name = "left"),
  @JsonSubTypes.Type(value = ServerCommand.Close.class, name = "close"),
})
public sealed interface ServerCommand {

  /** Asks for the {@link Endpoints}. */
  record Addresses() implements ServerCommand {}

  /** Makes a queue; answers its URL. */
  record Open(String queue, int visibilitySeconds) implements ServerCommand {}

  /** Sends tasks as fast as it goes, past the proxy, in order of their numbers. */
  record Fill(String url, int firstNumber, int count, int workMillis) implements ServerCommand {}

  /** Has the proxy count that queue's calls from nothing, and delay all answers by so much. */
  record Begin(String url, int delayMillis) implements ServerCommand {}

  /** Sends tasks at a steady rate, past the proxy; answers when the last one is sent. */
  record Drip(String url, int count, int perSecond, int workMillis) implements ServerCommand {}

  /** Answers the {@link Traffic} when the queue holds nothing any more, or after the time-out. */
  record AwaitEmpty(String url, long timeoutMillis) implements ServerCommand {}

  /** Answers how many messages the queue holds, visible or not, once that has settled. */
  record Left(String url) implements ServerCommand {}

  /** Deletes the queue and its dead-letter queue. */
  record Close(String url) implements ServerCommand {}
}
