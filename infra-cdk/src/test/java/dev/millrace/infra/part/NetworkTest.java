package dev.millrace.infra.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.infra.EachVariant;
import dev.millrace.infra.NeedsNode;
import dev.millrace.infra.Synthesised;
import dev.millrace.infra.Tree;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

@NeedsNode
class NetworkTest {

  @Test
  void only_functions_need_a_nat_gateway() {
    assertThat(Synthesised.of(WorkerKind.ECS).properties("AWS::EC2::NatGateway")).isEmpty();
    assertThat(Synthesised.of(WorkerKind.LAMBDA).properties("AWS::EC2::NatGateway")).hasSize(1);
  }

  @EachVariant
  void the_default_security_group_is_emptied(Synthesised stack) {
    assertThat(stack.resources("Custom::VpcRestrictDefaultSG")).hasSize(1);
  }

  /** CloudFormation replaces a group whose description changes, and programs with it. */
  @EachVariant
  void the_description_of_the_programs_group_stays(Synthesised stack) {
    assertThat(
            stack
                .resource("AWS::EC2::SecurityGroup", "NetworkPrograms")
                .text("Properties", "GroupDescription"))
        .isEqualTo("Our programs: nobody gets in; HTTPS and the database go out");
  }

  @Test
  void flow_logs_and_tasks_without_public_ips_are_choices() {
    Synthesised plain = Synthesised.of(WorkerKind.ECS);
    Synthesised chosen = Synthesised.of(Map.of("flowLogs", "on", "tasks", "private"));

    assertThat(plain.resources("AWS::EC2::FlowLog")).isEmpty();
    assertThat(chosen.resources("AWS::EC2::FlowLog")).hasSize(1);
    assertThat(chosen.properties("AWS::EC2::NatGateway")).hasSize(1);
    assertThat(chosen.properties("AWS::ECS::Service"))
        .singleElement()
        .satisfies(
            service -> {
              Tree network = service.at("NetworkConfiguration", "AwsvpcConfiguration");
              assertThat(network.text("AssignPublicIp")).isEqualTo("DISABLED");
              assertThat(network.text("Subnets"))
                  .contains("OutboundSubnet")
                  .doesNotContain("PublicSubnet");
            });
    assertThatThrownBy(() -> Synthesised.of(Map.of("flowLogs", "yes")))
        .hasMessageContaining("'flowLogs' must be on or absent, but is 'yes'");
  }

  @EachVariant
  void aws_is_reached_through_endpoints(Synthesised stack) {
    Set<String> services =
        stack.properties("AWS::EC2::VPCEndpoint").stream()
            .map(endpoint -> stack.resolved(endpoint.at("ServiceName").value()))
            .map(name -> name.substring(name.lastIndexOf('.') + 1))
            .collect(Collectors.toSet());

    assertThat(services)
        .containsExactlyInAnyOrder("s3", "dynamodb", "sqs", "secretsmanager", "events");
  }

  @EachVariant
  void there_is_no_inbound_traffic(Synthesised stack) {
    assertThat(stack.properties("AWS::EC2::SecurityGroupIngress"))
        .isNotEmpty()
        .allSatisfy(
            rule -> {
              assertThat(rule.has("SourceSecurityGroupId")).isTrue();
              assertThat(rule.number("FromPort")).isEqualTo(3306);
            });
    assertThat(stack.properties("AWS::EC2::SecurityGroup"))
        .filteredOn(group -> group.has("SecurityGroupIngress"))
        .allSatisfy(
            group ->
                assertThat(group.list("SecurityGroupIngress"))
                    .allSatisfy(rule -> assertThat(rule.text("CidrIp")).contains("CidrBlock")));
  }

  @EachVariant
  void programs_reach_only_https_and_the_database(Synthesised stack) {
    Tree group = stack.resource("AWS::EC2::SecurityGroup", "NetworkPrograms").at("Properties");

    assertThat(group.list("SecurityGroupEgress"))
        .singleElement()
        .satisfies(
            rule -> {
              assertThat(rule.number("FromPort")).isEqualTo(443);
              assertThat(rule.number("ToPort")).isEqualTo(443);
            });
    assertThat(stack.properties("AWS::EC2::SecurityGroupEgress"))
        .singleElement()
        .satisfies(rule -> assertThat(rule.number("ToPort")).isEqualTo(3306));
    assertThat(stack.properties("AWS::Lambda::Function"))
        .filteredOn(function -> function.text("Handler").startsWith("dev.millrace."))
        .as("those of the schema task only call AWS")
        .filteredOn(function -> !function.text("Handler").contains("SchemaTask"))
        .allSatisfy(
            function ->
                assertThat(function.text("VpcConfig", "SecurityGroupIds"))
                    .contains("NetworkPrograms"));
  }

  @Test
  void a_document_api_with_a_port_of_its_own_is_reached_too() {
    Synthesised stack =
        Synthesised.of(Map.of("sourceUrl", "https://documents.example.com:8443/get_docs/"));

    Tree group = stack.resource("AWS::EC2::SecurityGroup", "NetworkPrograms").at("Properties");

    assertThat(group.list("SecurityGroupEgress"))
        .extracting(rule -> rule.number("FromPort"), rule -> rule.number("ToPort"))
        .containsExactly(tuple(443, 443), tuple(8443, 8443));
  }
}
