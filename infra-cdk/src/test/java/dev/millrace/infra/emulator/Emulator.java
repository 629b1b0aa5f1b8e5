package dev.millrace.infra.emulator;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * An emulator of AWS at one address, or AWS itself. Its CloudFormation and its Scheduler are called
 * without clients, since nothing else needs them.
 *
 * @param makesSchedules whether its CloudFormation makes schedules
 */
record Emulator(URI endpoint, boolean makesSchedules) {

  private static final Pattern OUTPUT =
      Pattern.compile("<OutputKey>([^<]+)</OutputKey>\\s*<OutputValue>([^<]*)</OutputValue>");

  private static final Pattern STATUS = Pattern.compile("<StackStatus>([^<]+)</StackStatus>");

  /** LocalStack loads a service when it is called first. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final String REGION = "eu-central-1";
  private static final String LOGIN = "test";

  /** With schedules. */
  Emulator(URI endpoint) {
    this(endpoint, true);
  }

  /** The variables that point any AWS SDK at it. */
  Map<String, String> variables() {
    if (isAws()) {
      return System.getenv().entrySet().stream()
          .filter(each -> each.getKey().startsWith("AWS_"))
          .filter(each -> !each.getKey().equals("AWS_ENDPOINT_URL"))
          .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
    return Map.of(
        "AWS_ENDPOINT_URL", endpoint.toString(),
        "AWS_REGION", REGION,
        "AWS_ACCESS_KEY_ID", LOGIN,
        "AWS_SECRET_ACCESS_KEY", LOGIN);
  }

  /** There each service has its own address, and the login is the environment's. */
  private boolean isAws() {
    return endpoint.getHost().endsWith("amazonaws.com");
  }

  <B extends AwsClientBuilder<B, C>, C> C client(B builder) {
    builder.region(region()).credentialsProvider(login());
    return isAws() ? builder.build() : builder.endpointOverride(endpoint).build();
  }

  private Region region() {
    return isAws() ? new DefaultAwsRegionProviderChain().getRegion() : Region.of(REGION);
  }

  private AwsCredentialsProvider login() {
    return isAws()
        ? DefaultCredentialsProvider.builder().build()
        : StaticCredentialsProvider.create(AwsBasicCredentials.create(LOGIN, LOGIN));
  }

  /** Creates a stack and returns its outputs. */
  Map<String, String> create(String stack, String template)
      throws IOException, InterruptedException {
    call(Map.of("Action", "CreateStack", "StackName", stack, "TemplateBody", template));
    for (int tries = 0; tries < 360; tries++) {
      String described = call(Map.of("Action", "DescribeStacks", "StackName", stack));
      Matcher found = STATUS.matcher(described);
      String status = found.find() ? found.group(1) : "";
      if (status.equals("CREATE_COMPLETE")) {
        Map<String, String> outputs = new HashMap<>();
        OUTPUT.matcher(described).results().forEach(o -> outputs.put(o.group(1), o.group(2)));
        return outputs;
      }
      if (status.matches("\\w*(FAILED|ROLLBACK)\\w*")) {
        String events = call(Map.of("Action", "DescribeStackEvents", "StackName", stack));
        throw new AssertionError(
            "the stack %s was not made: %s: %s"
                .formatted(stack, status, StackEvents.firstFailure(events)));
      }
      Thread.sleep(500);
    }
    throw new AssertionError("the stack was not made: " + stack);
  }

  void delete(String stack) throws IOException {
    call(Map.of("Action", "DeleteStack", "StackName", stack));
  }

  private String call(Map<String, String> parameters) throws IOException {
    String form =
        parameters.entrySet().stream()
            .map(
                each ->
                    each.getKey()
                        + "="
                        + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&", "Version=2010-05-15&", ""));
    return answer(
        signed(
            "cloudformation",
            SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(address("cloudformation").resolve("/"))
                .putHeader("Content-Type", "application/x-www-form-urlencoded")
                .build(),
            ContentStreamProvider.fromUtf8String(form)));
  }

  /** The answer of EventBridge Scheduler to a GET request, in JSON. */
  String schedules(String pathAndQuery) throws IOException {
    return answer(
        signed(
            "scheduler",
            SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .uri(address("scheduler").resolve(pathAndQuery))
                .build(),
            ContentStreamProvider.fromUtf8String("")));
  }

  private URI address(String service) {
    return isAws()
        ? URI.create("https://%s.%s.amazonaws.com/".formatted(service, region()))
        : endpoint;
  }

  private static String answer(SignedRequest signed) throws IOException {
    try (SdkHttpClient client = Apache5HttpClient.builder().socketTimeout(PATIENCE).build()) {
      HttpExecuteResponse response =
          client
              .prepareRequest(
                  HttpExecuteRequest.builder()
                      .request(signed.request())
                      .contentStreamProvider(signed.payload().orElseThrow())
                      .build())
              .call();
      String answer;
      try (InputStream body = response.responseBody().orElseThrow()) {
        answer = new String(body.readAllBytes(), StandardCharsets.UTF_8);
      }
      if (!response.httpResponse().isSuccessful()) {
        throw new AssertionError(answer);
      }
      return answer;
    }
  }

  private SignedRequest signed(String service, SdkHttpRequest request, ContentStreamProvider body) {
    return AwsV4HttpSigner.create()
        .sign(
            sign ->
                sign.identity(login().resolveCredentials())
                    .request(request)
                    .payload(body)
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region().id()));
  }
}
