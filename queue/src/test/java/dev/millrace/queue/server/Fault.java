package dev.millrace.queue.server;

import java.time.Duration;

/** What can go wrong between a client and the queue server. */
public sealed interface Fault {

  /** The server gets the request that much later. */
  record LateRequest(Duration delay) implements Fault {}

  /** The server acts, its answer comes that much later. */
  record LateAnswer(Duration delay) implements Fault {}

  /** The connection is cut before the server gets the request. */
  record Cut() implements Fault {}

  /** The server acts, and the connection is cut before its answer. */
  record LostAnswer() implements Fault {}

  /** The server does nothing but refuse. */
  record Refusing(int status, String code) implements Fault {}

  /** One entry of a batch is refused, the server gets the others. */
  record RefusingEntry(int index, boolean senderFault) implements Fault {}

  /** A receive returns the messages of an earlier one again. */
  record SecondDelivery() implements Fault {}
}
