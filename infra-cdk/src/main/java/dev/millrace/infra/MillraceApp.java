package dev.millrace.infra;

import dev.millrace.infra.part.Artifacts;
import dev.millrace.infra.part.Deployment;
import dev.millrace.infra.part.MillraceDatabase;
import dev.millrace.infra.part.WorkerKind;
import java.nio.file.Path;
import java.util.Locale;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.constructs.Node;

/**
 * Synthesises the deployment as CloudFormation. The CDK command line sets the output folder in
 * {@code CDK_OUTDIR} and the deployment in its context; without it, both variants go to {@code
 * target/cdk.out}. The working folder is {@code infra-cdk}.
 */
public final class MillraceApp {

  private static final Path CHECKOUT = Path.of("..");

  private MillraceApp() {}

  public static void main(String[] arguments) {
    // Text for machines must not depend on the locale.
    Locale.setDefault(Locale.ROOT);
    Artifacts artifacts = Artifacts.of(CHECKOUT);
    if (System.getenv("CDK_OUTDIR") != null) {
      try {
        App app = new App();
        Node node = app.getNode();
        new MillraceStack(app, Deployment.name(node), Deployment.complete(node), artifacts);
        app.synth();
      } catch (IllegalArgumentException e) {
        System.err.println("millrace: " + e.getMessage());
        System.exit(1);
      }
      return;
    }
    for (WorkerKind workers : WorkerKind.values()) {
      Path folder = Path.of("target", "cdk.out", workers.label());
      App app = new App(AppProps.builder().outdir(folder.toString()).build());
      new MillraceStack(app, "Millrace", Deployment.of(workers), artifacts);
      app.synth();
      System.out.println(workers.label() + ": infra-cdk/" + folder + "/Millrace.template.json");
    }
    if (!artifacts.trustStore()) {
      System.out.println("note: " + MillraceDatabase.UNCHECKED);
    }
  }
}
