package dev.millrace.local.aws;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * DynamoDB Local on 127.0.0.1, with its tables in memory, in a JVM that ends with this one. Any
 * credentials are accepted, and all see the same tables.
 */
public final class LocalDynamo implements AutoCloseable {

  private final Process process;
  private final AwsCalls calls;
  private final String endpoint;

  private LocalDynamo(Process process, int port) {
    this.process = process;
    endpoint = "http://127.0.0.1:" + port;
    calls = new AwsCalls(endpoint, "DynamoDB_20120810");
  }

  /**
   * On a free port, which takes some seconds.
   *
   * @throws IllegalStateException with its output when it does not start
   */
  public static LocalDynamo start() {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath(),
            DynamoServer.class.getName());
    try {
      Process process = builder.redirectErrorStream(true).start();
      return new LocalDynamo(process, awaitPort(process));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start DynamoDB Local", e);
    }
  }

  /**
   * The libraries are listed in a file next to this module's jar or classes, relative to it: the
   * build lists those of the local repository, an image its own copies.
   */
  private static String classPath() {
    try {
      Path own =
          Path.of(LocalDynamo.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path file = own.resolveSibling("dynamo.classpath");
      if (!Files.exists(file)) {
        throw new IllegalStateException(
            "DynamoDB Local is not part of this installation: there is no "
                + file
                + "; choose types that look up no event codes");
      }
      String separator = System.getProperty("path.separator");
      return Arrays.stream(Files.readString(file).strip().split(Pattern.quote(separator), -1))
          .map(library -> file.resolveSibling(library).toString())
          .collect(Collectors.joining(separator, own + separator, ""));
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("the class path of DynamoDB Local cannot be read", e);
    }
  }

  private static int awaitPort(Process process) throws IOException {
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    List<String> printed = new ArrayList<>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(DynamoServer.READY)) {
        Thread.ofPlatform().daemon().name("output of DynamoDB").start(() -> drain(output));
        return Integer.parseInt(line.substring(DynamoServer.READY.length()));
      }
      printed.add(line);
    }
    throw new IllegalStateException(
        "DynamoDB Local did not start: " + String.join(System.lineSeparator(), printed));
  }

  /** A process whose output is not read blocks when the pipe is full. */
  private static void drain(BufferedReader output) {
    try {
      output.skip(Long.MAX_VALUE);
    } catch (IOException _) {
      // It has ended.
    }
  }

  /** For the SDK's {@code AWS_ENDPOINT_URL_DYNAMODB}. */
  public String endpoint() {
    return endpoint;
  }

  /** Creates a table whose key is one text. */
  public void createTable(String name, String key) {
    call(
        "CreateTable",
        Map.of(
            "TableName",
            name,
            "BillingMode",
            "PAY_PER_REQUEST",
            "KeySchema",
            List.of(Map.of("AttributeName", key, "KeyType", "HASH")),
            "AttributeDefinitions",
            List.of(Map.of("AttributeName", key, "AttributeType", "S"))));
  }

  /** Puts an item of texts and numbers, replacing the one with the same key. */
  public void put(String table, Map<String, ?> item) {
    Map<String, Map<String, String>> attributes = new LinkedHashMap<>();
    item.forEach(
        (name, value) ->
            attributes.put(name, Map.of(value instanceof Number ? "N" : "S", value.toString())));
    call("PutItem", Map.of("TableName", table, "Item", attributes));
  }

  /** Calls an action in the service's JSON protocol; an answer other than 200 is an error. */
  public JsonNode call(String action, Map<String, ?> parameters) {
    return calls.call(action, parameters);
  }

  /** Ends the process, gracefully if that takes only a few seconds. */
  @Override
  public void close() {
    calls.close();
    try {
      process.outputWriter(StandardCharsets.UTF_8).close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot end DynamoDB Local", e);
    } finally {
      process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
      process.destroyForcibly();
    }
  }
}
