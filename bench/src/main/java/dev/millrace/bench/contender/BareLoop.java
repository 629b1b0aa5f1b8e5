package dev.millrace.bench.contender;

import dev.millrace.bench.work.Worklog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * The least code that consumes a queue, as the measure of what the transport allows: as many
 * threads as batches of ten fit into the limit, each of which receives ten, handles them, deletes
 * them, and repeats. There is no extension of visibility, no retry, and no second attempt for a
 * failed delete.
 *
 * <p>A handler that returns at once is called on the loop's own thread; one that waits, on a
 * virtual thread for each message of the batch, which is deleted when the last of it is done.
 */
final class BareLoop implements Contender {

  private final Assignment assignment;
  private final Worklog worklog;
  private final SqsClient client;
  private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Thread> pollers;
  private volatile boolean stopping;

  BareLoop(Assignment assignment, Worklog worklog) {
    this.assignment = assignment;
    this.worklog = worklog;
    this.client = Clients.blocking(assignment, assignment.pollers());
    this.pollers =
        IntStream.range(0, assignment.pollers())
            .mapToObj(i -> Thread.ofVirtual().name("loop-" + i).unstarted(this::loop))
            .toList();
  }

  @Override
  public void start() {
    pollers.forEach(Thread::start);
  }

  private void loop() {
    try {
      while (!stopping) {
        List<Message> batch = receive();
        if (!batch.isEmpty()) {
          handle(batch);
          delete(batch);
        }
      }
    } catch (Exception e) {
      throw new IllegalStateException("the bare loop ended early", e);
    }
  }

  private List<Message> receive() {
    return client
        .receiveMessage(
            request ->
                request
                    .queueUrl(assignment.queueUrl())
                    .maxNumberOfMessages(Assignment.BATCH)
                    .waitTimeSeconds((int) Assignment.POLL_WAIT.toSeconds())
                    .visibilityTimeout((int) Assignment.VISIBILITY.toSeconds()))
        .messages();
  }

  private void handle(List<Message> batch) throws Exception {
    if (!assignment.waits()) {
      for (Message message : batch) {
        worklog.handle(message.body());
      }
      return;
    }
    List<Future<?>> handled = new ArrayList<>();
    for (Message message : batch) {
      handled.add(
          handlers.submit(
              () -> {
                worklog.handle(message.body());
                return true;
              }));
    }
    for (Future<?> one : handled) {
      one.get();
    }
  }

  private void delete(List<Message> batch) {
    List<DeleteMessageBatchRequestEntry> entries =
        batch.stream()
            .map(
                message ->
                    DeleteMessageBatchRequestEntry.builder()
                        .id(message.messageId())
                        .receiptHandle(message.receiptHandle())
                        .build())
            .toList();
    client.deleteMessageBatch(request -> request.queueUrl(assignment.queueUrl()).entries(entries));
  }

  @Override
  public void stop() throws InterruptedException {
    stopping = true;
    for (Thread poller : pollers) {
      poller.join();
    }
  }

  @Override
  public void close() {
    handlers.close();
    client.close();
  }
}
