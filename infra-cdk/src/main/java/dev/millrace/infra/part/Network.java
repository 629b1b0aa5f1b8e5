package dev.millrace.infra.part;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.ec2.FlowLogDestination;
import software.amazon.awscdk.services.ec2.FlowLogOptions;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpointOptions;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpointOptions;
import software.amazon.awscdk.services.ec2.IpAddresses;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.ec2.VpcAttributes;
import software.constructs.Construct;

/**
 * Where everything runs. The database, the producer and the schema step reach nothing but AWS,
 * through endpoints. Workers must reach the document API on the internet: an ECS task has a public
 * IP, behind a security group without inbound traffic; a function cannot have one, so only the
 * variant with functions, or with private tasks, pays for a NAT gateway.
 */
public final class Network extends Construct {

  private static final int HTTPS = 443;

  private final IVpc vpc;
  private final SubnetSelection inside;
  private final SubnetSelection closed;
  private final SubnetSelection workers;
  private final boolean ownAddresses;
  private final SecurityGroup programs;

  /**
   * @param given with private subnets that reach the internet; null for a new one or that of an
   *     existing database
   */
  public Network(Construct scope, String id, Deployment deployment, @Nullable IVpc given) {
    super(scope, id);
    if (deployment.existing().isPresent()) {
      vpc = existing(deployment.existing().get());
      inside = SubnetSelection.builder().subnets(vpc.getPrivateSubnets()).build();
      closed = inside;
      workers = inside;
      ownAddresses = false;
      programs = programs(vpc, deployment);
      return;
    }
    if (given != null) {
      vpc = given;
      inside = SubnetSelection.builder().subnetType(SubnetType.PRIVATE_WITH_EGRESS).build();
      closed = inside;
      workers = inside;
      ownAddresses = false;
      programs = programs(vpc, deployment);
      return;
    }
    ownAddresses = deployment.workers() == WorkerKind.ECS && !deployment.choices().privateTasks();
    SubnetType outbound = ownAddresses ? SubnetType.PUBLIC : SubnetType.PRIVATE_WITH_EGRESS;
    Vpc made =
        Vpc.Builder.create(this, "Vpc")
            .ipAddresses(IpAddresses.cidr("10.60.0.0/16"))
            .maxAzs(2)
            .natGateways(ownAddresses ? 0 : 1)
            .subnetConfiguration(subnets())
            .restrictDefaultSecurityGroup(true)
            .build();
    if (deployment.choices().flowLogs()) {
      made.addFlowLog(
          "FlowLog",
          FlowLogOptions.builder()
              .destination(FlowLogDestination.toCloudWatchLogs(Functions.logs(this, "FlowLogs")))
              .build());
    }
    vpc = made;
    programs = programs(made, deployment);
    closed = SubnetSelection.builder().subnetType(SubnetType.PRIVATE_ISOLATED).build();
    workers = SubnetSelection.builder().subnetType(outbound).build();
    // Endpoints cost more than a small database; its functions have the NAT gateway anyway.
    inside = deployment.choices().pause() ? workers : closed;
    gateway(made, "S3", GatewayVpcEndpointAwsService.S3);
    gateway(made, "DynamoDb", GatewayVpcEndpointAwsService.DYNAMODB);
    if (deployment.choices().pause()) {
      return;
    }
    endpoint(made, "Sqs", InterfaceVpcEndpointAwsService.SQS);
    endpoint(made, "SecretsManager", InterfaceVpcEndpointAwsService.SECRETS_MANAGER);
    endpoint(made, "EventBridge", InterfaceVpcEndpointAwsService.EVENTBRIDGE);
  }

  private SecurityGroup programs(IVpc vpc, Deployment deployment) {
    int sourcePort = deployment.sourcePort();
    SecurityGroup group =
        SecurityGroup.Builder.create(this, "Programs")
            .vpc(vpc)
            // Another description would replace the group, which is attached to what runs.
            .description("Our programs: nobody gets in; HTTPS and the database go out")
            .allowAllOutbound(false)
            .build();
    group.addEgressRule(Peer.anyIpv4(), Port.tcp(HTTPS), "AWS and the document API");
    if (sourcePort != HTTPS) {
      group.addEgressRule(Peer.anyIpv4(), Port.tcp(sourcePort), "The port of the document API");
    }
    for (int port : deployment.choices().sources().ports()) {
      if (port != sourcePort) {
        group.addEgressRule(Peer.anyIpv4(), Port.tcp(port), "A port of the sources of types");
      }
    }
    return group;
  }

  private IVpc existing(Deployment.ExistingDatabase database) {
    return Vpc.fromVpcAttributes(
        this,
        "Vpc",
        VpcAttributes.builder()
            .vpcId(database.vpc())
            .availabilityZones(database.zones())
            .privateSubnetIds(database.subnets())
            .build());
  }

  private List<SubnetConfiguration> subnets() {
    SubnetConfiguration open = subnet("Public", SubnetType.PUBLIC);
    SubnetConfiguration closed = subnet("Inside", SubnetType.PRIVATE_ISOLATED);
    return ownAddresses
        ? List.of(open, closed)
        : List.of(open, closed, subnet("Outbound", SubnetType.PRIVATE_WITH_EGRESS));
  }

  private static SubnetConfiguration subnet(String name, SubnetType type) {
    return SubnetConfiguration.builder().name(name).subnetType(type).cidrMask(22).build();
  }

  private static void gateway(Vpc vpc, String id, GatewayVpcEndpointAwsService service) {
    vpc.addGatewayEndpoint(id, GatewayVpcEndpointOptions.builder().service(service).build());
  }

  private void endpoint(Vpc vpc, String id, InterfaceVpcEndpointAwsService service) {
    vpc.addInterfaceEndpoint(
        id,
        InterfaceVpcEndpointOptions.builder()
            .service(service)
            .subnets(inside)
            .privateDnsEnabled(true)
            .build());
  }

  public IVpc vpc() {
    return vpc;
  }

  /** For the database. */
  SubnetSelection closed() {
    return closed;
  }

  /** For programs that only need AWS and the database. */
  SubnetSelection inside() {
    return inside;
  }

  /** For programs that also need the internet. */
  public SubnetSelection workers() {
    return workers;
  }

  /** The security group of every function and task. */
  public SecurityGroup programs() {
    return programs;
  }

  /** Whether workers access the internet with a public IP. */
  public boolean ownAddresses() {
    return ownAddresses;
  }
}
