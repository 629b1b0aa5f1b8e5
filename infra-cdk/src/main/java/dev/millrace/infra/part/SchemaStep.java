package dev.millrace.infra.part;

import java.util.Map;
import software.amazon.awscdk.CustomResource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.FileSystem;
import software.amazon.awscdk.customresources.Provider;
import software.amazon.awscdk.services.lambda.Function;
import software.constructs.Construct;

/**
 * The step of each deployment before programs are replaced: creates the users of the database,
 * migrates its control tables and applies the type definitions. If it fails, the deployment fails,
 * and running programs stay unchanged.
 */
public final class SchemaStep extends Construct {

  /**
   * Adding a column to a large table may copy it. A minute less than the provider's own limit:
   * CloudFormation would wait an hour for a provider that is cut before it answers.
   */
  private static final Duration TIMEOUT = Duration.minutes(14);

  private final CustomResource step;

  public SchemaStep(
      Construct scope,
      String id,
      Network network,
      MillraceDatabase database,
      Artifacts artifacts,
      String run) {
    super(scope, id);
    Functions functions = new Functions(network);
    Function apply =
        functions
            .builder(
                this,
                "Apply",
                new Functions.What(
                    artifacts.worker(),
                    "dev.millrace.worker.function.SchemaFunction",
                    1024,
                    TIMEOUT,
                    network.inside(),
                    Map.of("MILLRACE_TYPES", "/var/task/types")))
            .build();
    database.settings(database.migrator()).forEach(apply::addEnvironment);
    database.grantMigrator(apply);
    database.worker().grantRead(apply);
    database.reader().grantRead(apply);
    Provider provider =
        Provider.Builder.create(this, "Provider")
            .onEventHandler(apply)
            .logGroup(Functions.logs(this, "ProviderLog"))
            .build();
    step =
        CustomResource.Builder.create(this, "Step")
            .serviceToken(provider.getServiceToken())
            .properties(
                Map.of(
                    "WorkerSecret", database.worker().getSecretArn(),
                    "ReaderSecret", database.reader().getSecretArn(),
                    "Run", run,
                    "Code", FileSystem.fingerprint(artifacts.worker().toString())))
            .build();
    // And the access to it and to its secrets.
    step.getNode().addDependency(database, network);
  }

  /** Makes the construct wait until the schema fits. */
  public void before(Construct program) {
    program.getNode().addDependency(step);
  }
}
