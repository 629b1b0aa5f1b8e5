package dev.millrace.queue.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** An answer in the JSON protocol of SQS. */
record Answer(int status, String body) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static Answer of(HttpResponse<String> response) {
    return new Answer(response.statusCode(), response.body());
  }

  static Answer error(int status, String code) throws IOException {
    JsonNode error =
        JSON.createObjectNode().put("__type", "com.amazonaws.sqs#" + code).put("message", code);
    return new Answer(status, JSON.writeValueAsString(error));
  }

  /** How many entries a request of a batch has. */
  static int entries(String request) throws IOException {
    return JSON.readTree(request).path("Entries").size();
  }

  /** A request of a batch without one of its entries. */
  static String without(int index, String request) throws IOException {
    JsonNode batch = JSON.readTree(request);
    ((ArrayNode) batch.path("Entries")).remove(index);
    return JSON.writeValueAsString(batch);
  }

  /** An answer to a batch, with one more entry that failed. */
  static Answer refusing(int index, boolean senderFault, Answer others) throws IOException {
    ObjectNode answer = (ObjectNode) JSON.readTree(others.body());
    answer
        .withArrayProperty("Failed")
        .addObject()
        .put("Id", Integer.toString(index))
        .put("SenderFault", senderFault)
        .put("Code", "InternalError")
        .put("Message", "refused by the proxy");
    return new Answer(200, JSON.writeValueAsString(answer));
  }

  boolean bringsMessages() throws IOException {
    return status == 200 && !JSON.readTree(body).path("Messages").isEmpty();
  }

  void send(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
