package dev.millrace.infra.part;

import java.util.Map;
import software.amazon.awscdk.services.ecr.assets.Platform;
import software.amazon.awscdk.services.ecs.AssetImageProps;
import software.amazon.awscdk.services.ecs.AwsLogDriverProps;
import software.amazon.awscdk.services.ecs.ContainerDefinitionOptions;
import software.amazon.awscdk.services.ecs.ContainerImage;
import software.amazon.awscdk.services.ecs.CpuArchitecture;
import software.amazon.awscdk.services.ecs.FargateTaskDefinition;
import software.amazon.awscdk.services.ecs.LogDriver;
import software.amazon.awscdk.services.ecs.OperatingSystemFamily;
import software.amazon.awscdk.services.ecs.RuntimePlatform;
import software.amazon.awscdk.services.logs.LogGroup;
import software.constructs.Construct;

/** What all tasks of the worker's image have in common: size, processor, user, file system, log. */
public final class ImageTask {

  private ImageTask() {}

  /** A task of the image, to which the container is still to be added. */
  public static FargateTaskDefinition.Builder task(Construct scope) {
    return FargateTaskDefinition.Builder.create(scope, "Task")
        .cpu(1024)
        .memoryLimitMiB(2048)
        .runtimePlatform(
            RuntimePlatform.builder()
                .cpuArchitecture(CpuArchitecture.ARM64)
                .operatingSystemFamily(OperatingSystemFamily.LINUX)
                .build());
  }

  /**
   * Its container, which cannot write to its file system and is not root.
   *
   * @param name also the prefix of its streams in the log
   * @param settings its environment
   */
  public static ContainerDefinitionOptions.Builder container(
      String name, Artifacts artifacts, Map<String, String> settings, LogGroup log) {
    return ContainerDefinitionOptions.builder()
        .image(
            ContainerImage.fromAsset(
                artifacts.image().toString(),
                AssetImageProps.builder().target("worker").platform(Platform.LINUX_ARM64).build()))
        .environment(settings)
        .readonlyRootFilesystem(true)
        .user("10001:10001")
        .logging(
            LogDriver.awsLogs(
                AwsLogDriverProps.builder().streamPrefix(name).logGroup(log).build()));
  }
}
