package dev.millrace.infra;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;

/**
 * Something that answers as AWS does, at one address. Its CloudFormation is spoken to by hand,
 * since nothing else of ours needs a client for it.
 */
record Emulator(URI endpoint) {

  private static final Pattern OUTPUT =
      Pattern.compile("<OutputKey>([^<]+)</OutputKey>\\s*<OutputValue>([^<]*)</OutputValue>");

  private static final Pattern STATUS = Pattern.compile("<StackStatus>([^<]+)</StackStatus>");

  private static final String REGION = "eu-central-1";
  private static final String LOGIN = "test";

  /** How any AWS SDK is pointed at it. */
  Map<String, String> variables() {
    return Map.of(
        "AWS_ENDPOINT_URL", endpoint.toString(),
        "AWS_REGION", REGION,
        "AWS_ACCESS_KEY_ID", LOGIN,
        "AWS_SECRET_ACCESS_KEY", LOGIN);
  }

  <B extends AwsClientBuilder<B, C>, C> C client(B builder) {
    return builder
        .endpointOverride(endpoint)
        .region(Region.of(REGION))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(LOGIN, LOGIN)))
        .build();
  }

  /** Makes a stack and gives its outputs. */
  Map<String, String> create(String stack, String template)
      throws IOException, InterruptedException {
    call(Map.of("Action", "CreateStack", "StackName", stack, "TemplateBody", template));
    for (int tries = 0; tries < 60; tries++) {
      String described = call(Map.of("Action", "DescribeStacks", "StackName", stack));
      Matcher status = STATUS.matcher(described);
      if (status.find() && status.group(1).equals("CREATE_COMPLETE")) {
        Map<String, String> outputs = new HashMap<>();
        OUTPUT.matcher(described).results().forEach(o -> outputs.put(o.group(1), o.group(2)));
        return outputs;
      }
      Thread.sleep(500);
    }
    throw new AssertionError("the stack was not made: " + stack);
  }

  private String call(Map<String, String> parameters) throws IOException, InterruptedException {
    String form =
        parameters.entrySet().stream()
            .map(
                each ->
                    each.getKey()
                        + "="
                        + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&", "Version=2010-05-15&", ""));
    HttpRequest request =
        HttpRequest.newBuilder(endpoint.resolve("/"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            // Emulators look at the service's name in it and at nothing else.
            .header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=%s/20260101/%s/cloudformation/aws4_request,"
                        .formatted(LOGIN, REGION)
                    + " SignedHeaders=host, Signature=0")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new AssertionError(response.body());
      }
      return response.body();
    }
  }
}
