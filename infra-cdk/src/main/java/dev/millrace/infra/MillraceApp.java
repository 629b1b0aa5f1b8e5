package dev.millrace.infra;

import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;

/**
 * Synthesises the deployment as CloudFormation.
 *
 * <p>The CDK command line names the folder to write to in {@code CDK_OUTDIR}; where it is not the
 * one that starts this, the first argument does.
 */
public final class MillraceApp {
  private MillraceApp() {}

  public static void main(String[] args) {
    var settings = AppProps.builder();
    if (System.getenv("CDK_OUTDIR") == null && args.length > 0) {
      settings.outdir(args[0]);
    }
    var app = new App(settings.build());
    new MillraceStack(app, "Millrace");
    app.synth();
  }
}
