package dev.millrace.local.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LocalDynamoTest {

  @Test
  void keeps_items_for_this_machine_alone_until_it_is_closed() throws Exception {
    LocalDynamo dynamo = LocalDynamo.start();
    int port = URI.create(dynamo.endpoint()).getPort();
    dynamo.createTable("codes", "event_id");

    dynamo.put("codes", Map.of("event_id", "1", "event_name", "vår 🎉", "event_start", 7));
    JsonNode scan = dynamo.call("Scan", Map.of("TableName", "codes"));

    assertThat(scan.at("/Items/0/event_name/S").asText()).isEqualTo("vår 🎉");
    assertThat(scan.at("/Items/0/event_start/N").asText()).isEqualTo("7");
    assertThatThrownBy(() -> dynamo.call("Scan", Map.of("TableName", "others")))
        .hasMessageContaining("ResourceNotFoundException");
    assertThat(otherAddresses())
        .allSatisfy(
            address ->
                assertThatThrownBy(() -> new Socket(address, port).close())
                    .isInstanceOf(IOException.class));
    dynamo.close();
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
        .isInstanceOf(IOException.class);
  }

  private static List<InetAddress> otherAddresses() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLoopbackAddress())
        .toList();
  }
}
