package dev.millrace.infra.worker;

import dev.millrace.infra.part.Artifacts;
import dev.millrace.infra.part.Deployment;
import dev.millrace.infra.part.MillraceDatabase;
import dev.millrace.infra.part.Network;
import dev.millrace.infra.part.Queues;
import dev.millrace.infra.part.SchemaStep;
import dev.millrace.infra.part.SingleSweeps;
import dev.millrace.infra.part.Sources;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.iam.Grant;
import software.amazon.awscdk.services.iam.GrantOnPrincipalOptions;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.constructs.Construct;

/**
 * The parts of the stack that a worker needs on any platform.
 *
 * @param artifacts its programs
 * @param sweeps where they only run while anything is open
 */
public record WorkerParts(
    Deployment deployment,
    Network network,
    Queues queues,
    MillraceDatabase database,
    SchemaStep schema,
    Artifacts artifacts,
    Optional<SingleSweeps> sweeps) {

  Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(queues.settings());
    settings.putAll(database.settings(database.worker()));
    settings.putAll(deployment.secrets());
    if (deployment.hasDocumentApi()) {
      settings.put("MILLRACE_SOURCE_URL", deployment.sourceUrl());
    }
    sources().secrets().forEach((name, secret) -> settings.put(name + "_SECRET", secret));
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
    database.worker().grantLogin(worker);
    deployment
        .secrets()
        .forEach(
            (setting, name) -> Secret.fromSecretNameV2(scope, setting, name).grantRead(worker));
    sources()
        .secrets()
        .forEach(
            (name, secret) ->
                Secret.fromSecretNameV2(scope, name, secret.replaceAll("#.*", ""))
                    .grantRead(worker));
    deployment.grantSecretKey(Stack.of(scope), worker);
    sources().buckets().forEach(bucket -> grantBucket(scope, bucket, worker));
    deployment
        .eventCodeTable()
        .ifPresent(
            table ->
                Table.fromTableName(scope, "EventCodes", table).grant(worker, "dynamodb:Scan"));
  }

  /** Without the permission to list, a missing object is refused and not missing. */
  private static void grantBucket(Construct scope, String bucket, IGrantable worker) {
    String arn = "arn:%s:s3:::%s".formatted(Stack.of(scope).getPartition(), bucket);
    grant(worker, "s3:GetObject", arn + "/*");
    grant(worker, "s3:ListBucket", arn);
  }

  private static void grant(IGrantable worker, String action, String resource) {
    Grant.addToPrincipal(
        GrantOnPrincipalOptions.builder()
            .grantee(worker)
            .actions(List.of(action))
            .resourceArns(List.of(resource))
            .build());
  }

  private Sources sources() {
    return deployment.choices().sources();
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
