package dev.millrace.infra.pipeline;

import dev.millrace.infra.part.Artifacts;
import dev.millrace.infra.part.Deployment;
import dev.millrace.infra.part.Deployment.Choices;
import dev.millrace.infra.part.Deployment.ExistingDatabase;
import dev.millrace.infra.part.Sizes;
import dev.millrace.infra.part.Sources;
import dev.millrace.infra.part.WorkerKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.ec2.IVpc;

/**
 * What a {@link MillracePipeline} is made of.
 *
 * @param deployment all that the context of {@code infra-cdk} can say too
 * @param artifacts the programs
 * @param vpc with private subnets that reach the internet, for programs and a new database; a new
 *     one when it is empty
 */
public record PipelineProps(Deployment deployment, Artifacts artifacts, Optional<IVpc> vpc) {

  /** Refuses a VPC beside an existing database, which brings its own. */
  public PipelineProps {
    if (vpc.isPresent() && deployment.existing().isPresent()) {
      throw new IllegalArgumentException(
          "an existing database brings its own VPC; leave out one of both");
    }
    if (vpc.isPresent()
        && (deployment.choices().flowLogs() || deployment.choices().privateTasks())) {
      throw new IllegalArgumentException(
          "no effect without a new network: leave out flowLogs and privateTasks");
    }
  }

  /**
   * Begins with the defaults of {@code infra-cdk}.
   *
   * @param sourceUrl the document API, over https; {@link Deployment#NO_SOURCE} without one
   */
  public static Builder builder(WorkerKind workers, String sourceUrl, Artifacts artifacts) {
    return new Builder(workers, sourceUrl, artifacts);
  }

  /** Each method changes one thing; the checks are those of {@link #build}. */
  public static final class Builder {

    private final WorkerKind workers;
    private final String sourceUrl;
    private final Artifacts artifacts;
    private final Map<String, String> secrets = new HashMap<>();
    private @Nullable String secretKey;
    private @Nullable String eventCodeTable;
    private List<String> senders = List.of();
    private @Nullable String alarmEmail;
    private @Nullable ExistingDatabase existing;
    private boolean verified = Choices.DEFAULT.verified();
    private boolean flowLogs;
    private boolean privateTasks;
    private boolean spot = Choices.DEFAULT.spot();
    private boolean iam;
    private boolean pause;
    private List<String> requesters = List.of();
    private String schemaRun = "";
    private Sources sources = Sources.NONE;
    private OptionalInt sourceRate = OptionalInt.empty();
    private int permits = Sizes.DEFAULT.permits();
    private int mostTasks = Sizes.DEFAULT.mostTasks();
    private double leastCapacity = Sizes.DEFAULT.leastCapacity();
    private double mostCapacity = Sizes.DEFAULT.mostCapacity();
    private boolean standby = true;
    private int logDays = Sizes.DEFAULT.logDays();
    private boolean alarms = true;
    private @Nullable IVpc vpc;

    private Builder(WorkerKind workers, String sourceUrl, Artifacts artifacts) {
      this.workers = workers;
      this.sourceUrl = sourceUrl;
      this.artifacts = artifacts;
      if (!sourceUrl.equals(Deployment.NO_SOURCE)) {
        sourceKeySecret("millrace/source-key");
      }
    }

    /** Name of the secret with the key of the document API. */
    public Builder sourceKeySecret(String name) {
      secrets.put("MILLRACE_SOURCE_KEY_SECRET", name);
      return this;
    }

    /** Name of the secret with a token of Slack, for types that need it. */
    public Builder slackTokenSecret(String name) {
      secrets.put("MILLRACE_SLACK_TOKEN_SECRET", name);
      return this;
    }

    /** Name of the secret with the key of hashed columns, for types that need it. */
    public Builder hashKeySecret(String name) {
      secrets.put("MILLRACE_HASH_KEY_SECRET", name);
      return this;
    }

    /** ARN of the KMS key that encrypts these secrets. */
    public Builder secretKey(String arn) {
      secretKey = arn;
      return this;
    }

    /** Name of the DynamoDB table of event codes, for types that need it. */
    public Builder eventCodeTable(String name) {
      eventCodeTable = name;
      return this;
    }

    /** Other accounts that may send windows to the queues. */
    public Builder senders(List<String> accounts) {
      senders = accounts;
      return this;
    }

    /** Recipient of alarms. */
    public Builder alarmEmail(String address) {
      alarmEmail = address;
      return this;
    }

    /** The database to use instead of a new one. */
    public Builder existing(ExistingDatabase database) {
      existing = database;
      return this;
    }

    /** What types with a source of their own need: secrets, ports, buckets. */
    public Builder sources(Sources needed) {
      sources = needed;
      return this;
    }

    /** Deploys without the authorities of the database's certificate. */
    public Builder unverifiedCertificate() {
      verified = false;
      return this;
    }

    /** Keeps the new network's flow logs for a month. */
    public Builder flowLogs() {
      flowLogs = true;
      return this;
    }

    /** Gives tasks no public IP but a NAT gateway. */
    public Builder privateTasks() {
      privateTasks = true;
      return this;
    }

    /** Runs all tasks on demand. */
    public Builder withoutSpot() {
      spot = false;
      return this;
    }

    /** Lets programs log in to the database with their roles. */
    public Builder iam() {
      iam = true;
      return this;
    }

    /** Lets the database pause while nothing is open. */
    public Builder pause() {
      pause = true;
      return this;
    }

    /** Sources of accepted events {@code BackfillRequested}. */
    public Builder requesters(List<String> accepted) {
      requesters = accepted;
      return this;
    }

    /** Any text; another one runs the schema step again. */
    public Builder schemaRun(String text) {
      schemaRun = text;
      return this;
    }

    /** Requests to the document API a second. */
    public Builder sourceRate(int requests) {
      sourceRate = OptionalInt.of(requests);
      return this;
    }

    /** Imports that a task processes at once. */
    public Builder permits(int imports) {
      permits = imports;
      return this;
    }

    /** The number of tasks to which the service scales. */
    public Builder mostTasks(int tasks) {
      mostTasks = tasks;
      return this;
    }

    /** Of the database at rest and at full load, in ACUs, steps of a half. */
    public Builder capacity(double least, double most) {
      leastCapacity = least;
      mostCapacity = most;
      return this;
    }

    /** Leaves out the second instance of the database. */
    public Builder withoutStandby() {
      standby = false;
      return this;
    }

    /** How long logs are kept, one of the numbers that CloudWatch knows. */
    public Builder logDays(int days) {
      logDays = days;
      return this;
    }

    /** Makes no alarms and no topic. */
    public Builder withoutAlarms() {
      alarms = false;
      return this;
    }

    /** A VPC with private subnets that reach the internet. */
    public Builder vpc(IVpc existingVpc) {
      vpc = existingVpc;
      return this;
    }

    /**
     * Checks all values.
     *
     * @throws IllegalArgumentException naming an invalid one
     */
    public PipelineProps build() {
      return new PipelineProps(
          new Deployment(
              workers,
              sourceUrl,
              secrets,
              Optional.ofNullable(secretKey),
              Optional.ofNullable(eventCodeTable),
              senders,
              Optional.ofNullable(alarmEmail),
              Optional.ofNullable(existing),
              new Choices(
                  verified,
                  flowLogs,
                  privateTasks,
                  spot,
                  iam,
                  pause,
                  requesters,
                  schemaRun,
                  sources),
              new Sizes(
                  sourceRate,
                  permits,
                  mostTasks,
                  leastCapacity,
                  mostCapacity,
                  standby,
                  logDays,
                  alarms)),
          artifacts,
          Optional.ofNullable(vpc));
    }
  }
}
