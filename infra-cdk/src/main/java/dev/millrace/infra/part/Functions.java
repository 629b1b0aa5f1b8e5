package dev.millrace.infra.part;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Construct;

/** Creates functions that differ only in what they run. */
public final class Functions {

  private final Network network;

  public Functions(Network network) {
    this.network = network;
  }

  /**
   * The parameters of one function.
   *
   * @param code a zip of the build
   * @param handler class that implements {@code RequestStreamHandler}
   * @param memory MiB, which is also its share of a processor
   * @param subnets null outside of the network
   */
  public record What(
      Path code,
      String handler,
      int memory,
      Duration timeout,
      @Nullable SubnetSelection subnets,
      Map<String, String> settings) {}

  /** In the network, next to the database. */
  public Function.Builder builder(Construct scope, String id, What what) {
    return anywhere(scope, id, what)
        .vpc(network.vpc())
        .vpcSubnets(what.subnets())
        .securityGroups(List.of(network.programs()));
  }

  /** Outside of the network, for what calls AWS alone. */
  static Function.Builder anywhere(Construct scope, String id, What what) {
    return Function.Builder.create(scope, id)
        .runtime(Runtime.JAVA_25)
        .architecture(Architecture.ARM_64)
        .code(Code.fromAsset(what.code().toString()))
        .handler(what.handler())
        .memorySize(what.memory())
        .timeout(what.timeout())
        .logGroup(logs(scope, id + "Log"))
        .environment(what.settings());
  }

  public static LogGroup logs(Construct scope, String id) {
    return logs(scope, id, null);
  }

  /**
   * A log group with a retention of one month.
   *
   * @param name the name that its writer uses; null for one that CloudFormation generates
   */
  public static LogGroup logs(Construct scope, String id, @Nullable String name) {
    return LogGroup.Builder.create(scope, id)
        .logGroupName(name)
        .retention(RetentionDays.ONE_MONTH)
        .removalPolicy(RemovalPolicy.DESTROY)
        .build();
  }
}
