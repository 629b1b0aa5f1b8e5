package dev.millrace.bench.pipeline.peer;

/**
 * The surroundings of a peer.
 *
 * @param queue the name of its queue
 * @param permits messages that are processed at once
 */
public record PeerAssignment(
    String endpoint,
    String region,
    String queue,
    String queueUrl,
    String sourceUrl,
    String databaseUrl,
    String user,
    String password,
    int permits) {

  /** SQS gives at most ten messages at a time. */
  int perPoll() {
    return Math.min(permits, 10);
  }
}
