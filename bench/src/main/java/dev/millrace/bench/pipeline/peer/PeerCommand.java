package dev.millrace.bench.pipeline.peer;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** The commands of a peer's process; each is answered with true when it is done. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "command")
@JsonSubTypes({
  @JsonSubTypes.Type(value = PeerCommand.Start.class, name = "start"),
  @JsonSubTypes.Type(value = PeerCommand.Await.class, name = "await"),
  @JsonSubTypes.Type(value = PeerCommand.CountEvery.class, name = "count-every"),
})
public sealed interface PeerCommand {

  /** Starts listening. */
  record Start(PeerAssignment assignment) implements PeerCommand {}

  /** Waits until that many more messages have been processed, and counts all buckets. */
  record Await(int messages, long timeoutMillis) implements PeerCommand {}

  /** Counts all buckets at that interval until the end of the process. */
  record CountEvery(long millis) implements PeerCommand {}
}
