package dev.millrace.infra.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.infra.part.Producer;
import dev.millrace.infra.part.Queues;
import java.util.List;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.DefaultStackSynthesizer;
import software.amazon.awscdk.DefaultStackSynthesizerProps;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.assertions.Template;
import software.amazon.awscdk.services.events.EventBus;
import software.amazon.awscdk.services.events.IEventBus;
import software.amazon.awscdk.services.events.targets.SqsQueue;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.IFunction;
import software.amazon.awscdk.services.sqs.Queue;

/**
 * The queues, the bus, the rule and the schedules of the deployment as they are. Emulators without
 * containers run no functions, so the rule has a queue in the place of its function, and the
 * schedules have the names of functions that are not there.
 */
final class MessagingStack extends Stack {

  private MessagingStack(App app, String id) {
    super(
        app,
        id,
        StackProps.builder()
            .synthesizer(
                new DefaultStackSynthesizer(
                    DefaultStackSynthesizerProps.builder()
                        .generateBootstrapVersionRule(false)
                        .build()))
            .build());
    Duration visibility = Duration.seconds(60);
    var _ =
        new Queues(
            this, "Queues", new Queues.Visibility(visibility, visibility, visibility), List.of());
    EventBus bus = EventBus.Builder.create(this, "Bus").eventBusName(id).build();
    // By its name: moto does not follow the reference of a rule to its bus.
    IEventBus named = EventBus.fromEventBusName(this, "Named", id);
    Queue calls = new Queue(this, "Calls");
    Producer.backfillRequests(this, "BackfillRequests", named, List.of(), new SqsQueue(calls))
        .getNode()
        .addDependency(bus);
    CfnOutput.Builder.create(this, "CallsUrl").value(calls.getQueueUrl()).build();
    Role role =
        Role.Builder.create(this, "Schedules")
            .assumedBy(new ServicePrincipal("scheduler.amazonaws.com"))
            .build();
    Queue missed = new Queue(this, "MissedSchedules");
    Producer.every(this, "EveryHour", Duration.hours(1), function("Tick"), role, missed);
    Producer.every(this, "EveryMinute", Duration.minutes(1), function("Sweep"), role, missed);
  }

  private IFunction function(String name) {
    return Function.fromFunctionArn(
        this,
        name,
        formatArn(
            ArnComponents.builder()
                .service("lambda")
                .resource("function")
                .arnFormat(ArnFormat.COLON_RESOURCE_NAME)
                .resourceName(name)
                .build()));
  }

  static String template(String id) {
    App app = new App(AppProps.builder().analyticsReporting(false).build());
    Object template = Template.fromStack(new MessagingStack(app, id)).toJSON();
    try {
      return new ObjectMapper().writeValueAsString(template);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
