package dev.millrace.infra;

import dev.millrace.infra.part.Artifacts;
import dev.millrace.infra.part.Deployment;
import dev.millrace.infra.pipeline.MillracePipeline;
import dev.millrace.infra.pipeline.PipelineProps;
import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.TagProps;
import software.amazon.awscdk.Tags;
import software.constructs.Construct;

/** One Millrace installation in one account and region. */
public final class MillraceStack extends Stack {

  /** CloudFormation does not support tags on dashboards, according to cfn-lint. */
  private static final TagProps TAGGED =
      TagProps.builder().excludeResourceTypes(List.of("AWS::CloudWatch::Dashboard")).build();

  public MillraceStack(Construct scope, String id, Deployment deployment, Artifacts artifacts) {
    super(scope, id);
    Tags.of(this).add("application", "millrace", TAGGED);
    Tags.of(this).add("deployment", id, TAGGED);
    // An id that CDK leaves out of the names of resources, which must not change.
    new MillracePipeline(
        this, "Default", new PipelineProps(deployment, artifacts, Optional.empty()));
  }
}
