package dev.millrace.infra.worker;

import dev.millrace.infra.part.Artifacts;
import dev.millrace.infra.part.Deployment;
import dev.millrace.infra.part.MillraceDatabase;
import dev.millrace.infra.part.Network;
import dev.millrace.infra.part.Queues;
import dev.millrace.infra.part.SchemaStep;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.constructs.Construct;

/**
 * The parts of the stack that a worker needs on any platform.
 *
 * @param artifacts its programs
 */
public record WorkerParts(
    Deployment deployment,
    Network network,
    Queues queues,
    MillraceDatabase database,
    SchemaStep schema,
    Artifacts artifacts) {

  Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(queues.settings());
    settings.putAll(database.settings(database.worker()));
    settings.putAll(deployment.secrets());
    settings.put("MILLRACE_SOURCE_URL", deployment.sourceUrl());
    deployment
        .sizes()
        .sourceRate()
        .ifPresent(rate -> settings.put("MILLRACE_SOURCE_RATE", String.valueOf(rate)));
    deployment
        .eventCodeTable()
        .ifPresent(table -> settings.put("MILLRACE_EVENT_CODE_TABLE", table));
    return settings;
  }

  /** Logins of the database and of the sources, and the table of event codes. */
  void grantSources(Construct scope, IGrantable worker) {
    database.worker().grantRead(worker);
    deployment
        .secrets()
        .forEach(
            (setting, name) -> Secret.fromSecretNameV2(scope, setting, name).grantRead(worker));
    deployment.grantSecretKey(Stack.of(scope), worker);
    deployment
        .eventCodeTable()
        .ifPresent(
            table ->
                Table.fromTableName(scope, "EventCodes", table).grant(worker, "dynamodb:Scan"));
  }

  /** One queue's messages and their targets: a window is planned into slices for all queues. */
  void grantQueue(Queues.WorkQueue queue, IGrantable worker) {
    queue.grantGiveUp(worker);
    if (queue.equals(queues.aggregates())) {
      queue.grantSend(worker);
    } else {
      queues.all().forEach(each -> each.grantSend(worker));
    }
  }
}
