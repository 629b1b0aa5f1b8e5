package dev.millrace.infra;

import dev.millrace.infra.part.Artifacts;
import dev.millrace.infra.part.Deployment;
import dev.millrace.infra.part.WorkerKind;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;
import software.amazon.awscdk.cxapi.SynthesisMessage;

/**
 * A template as CloudFormation gets it, with cdk-nag's findings. Each variant is synthesised once
 * for all tests, with stand-ins for the build's artifacts.
 */
public final class Synthesised {

  private static final Map<WorkerKind, Synthesised> VARIANTS = new EnumMap<>(WorkerKind.class);

  private final Map<String, Object> template;
  private final List<String> findings;
  private final List<String> warnings;
  private final List<String> errors;

  private Synthesised(App app, Deployment deployment, boolean trustStore) {
    MillraceStack stack =
        new MillraceStack(app, Deployment.name(app.getNode()), deployment, artifacts(trustStore));
    Aspects.of(stack).add(new AwsSolutionsChecks());
    this.template = Template.fromStack(stack).toJSON();
    this.findings =
        Annotations.fromStack(stack)
            .findError("*", Match.stringLikeRegexp("AwsSolutions-.*"))
            .stream()
            .map(Synthesised::finding)
            .toList();
    this.errors =
        Annotations.fromStack(stack).findError("*", Match.anyValue()).stream()
            .map(Synthesised::text)
            .filter(text -> !text.startsWith("AwsSolutions-"))
            .toList();
    this.warnings =
        Annotations.fromStack(stack).findWarning("*", Match.anyValue()).stream()
            .map(Synthesised::text)
            .toList();
  }

  public static synchronized Synthesised of(WorkerKind workers) {
    return VARIANTS.computeIfAbsent(
        workers, kind -> new Synthesised(new App(), Deployment.of(kind), false));
  }

  /** The template for this context. */
  public static Synthesised of(Map<String, String> context) {
    App app = new App(AppProps.builder().context(context).build());
    return new Synthesised(app, Deployment.from(app.getNode()), false);
  }

  /** The template for a build with a trust store. */
  static Synthesised withTrustStore(WorkerKind workers) {
    return new Synthesised(new App(), Deployment.of(workers), true);
  }

  /** For {@link EachVariant}. */
  static Stream<Arguments> variants() {
    return Stream.of(WorkerKind.values()).map(kind -> Arguments.of(of(kind), kind));
  }

  @SuppressWarnings("deprecation") // the assertions still return this type
  private static String finding(SynthesisMessage message) {
    String text = text(message);
    return text.substring(0, text.indexOf(": ")) + " " + message.getId();
  }

  @SuppressWarnings("deprecation") // the assertions still return this type
  private static String text(SynthesisMessage message) {
    return Objects.toString(message.getEntry().getData());
  }

  /** Files with the names and no content of the build's. */
  public static Artifacts artifacts(boolean trustStore) {
    try {
      Path folder = Files.createTempDirectory("millrace-artifacts");
      Path producer = Files.writeString(folder.resolve("producer.zip"), "producer");
      Path worker = Files.writeString(folder.resolve("worker.zip"), "worker");
      Path commands = Files.writeString(folder.resolve("commands.zip"), "commands");
      Path image = Files.createDirectory(folder.resolve("image"));
      Files.writeString(image.resolve("Dockerfile"), "FROM scratch AS worker");
      return new Artifacts(producer, worker, commands, image, trustStore);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Map<String, Object> template() {
    return template;
  }

  /** The rule and the path of each construct that breaks it. */
  public List<String> findings() {
    return findings;
  }

  /** The reasons, other than cdk-nag's, why the command line refuses to deploy. */
  public List<String> errors() {
    return errors;
  }

  /** The warnings of the command line before it deploys. */
  public List<String> warnings() {
    return warnings;
  }

  /** Resources of that type by their logical ids. */
  public Map<String, Tree> resources(String type) {
    return all().entrySet().stream()
        .filter(entry -> entry.getValue().text("Type").equals(type))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a, LinkedHashMap::new));
  }

  /** The properties of the resources of that type. */
  public List<Tree> properties(String type) {
    return resources(type).values().stream().map(each -> each.at("Properties")).toList();
  }

  /** The only one of that type whose logical id begins so. */
  public Tree resource(String type, String id) {
    List<Tree> found =
        resources(type).entrySet().stream()
            .filter(entry -> entry.getKey().matches(id + "[0-9A-F]{8}"))
            .map(Map.Entry::getValue)
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(
          "%d of %s begin with %s: %s".formatted(found.size(), type, id, resources(type).keySet()));
    }
    return found.getFirst();
  }

  public Map<String, Tree> all() {
    return new Tree(template).at("Resources").fields();
  }

  public Map<String, Tree> outputs() {
    return new Tree(template).at("Outputs").fields();
  }

  /**
   * A value with its references replaced like CloudFormation does: a queue's URL for a queue,
   * elsewhere the logical id.
   */
  public String resolved(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map when map.containsKey("Ref") -> reference(map.get("Ref").toString());
      case Map<?, ?> map when map.containsKey("Fn::GetAtt") ->
          ((List<?>) map.get("Fn::GetAtt"))
              .stream().map(Object::toString).collect(Collectors.joining("."));
      case Map<?, ?> map when map.containsKey("Fn::Join") -> {
        List<?> join = (List<?>) map.get("Fn::Join");
        List<String> parts = new ArrayList<>();
        ((List<?>) join.get(1)).forEach(part -> parts.add(resolved(part)));
        yield String.join(join.get(0).toString(), parts);
      }
      case null, default -> String.valueOf(value);
    };
  }

  private String reference(String id) {
    Tree resource = all().get(id);
    return resource != null && resource.text("Type").equals("AWS::SQS::Queue")
        ? "https://sqs.eu-central-1.amazonaws.com/111122223333/" + id
        : id;
  }

  /** A logical id without the hash that CDK adds. */
  public static String name(String id) {
    return id.replaceAll("[0-9A-F]{8}$", "");
  }
}
