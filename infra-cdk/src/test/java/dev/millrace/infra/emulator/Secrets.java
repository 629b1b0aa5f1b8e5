package dev.millrace.infra.emulator;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Secrets of a test, deleted at its end. */
final class Secrets implements AutoCloseable {

  private final Emulator emulator;
  private final List<String> made = new ArrayList<>();

  Secrets(Emulator emulator) {
    this.emulator = emulator;
  }

  /** The ARN of a new secret with a login. */
  String login(String name, String user, String password) {
    return text(
        name,
        new ObjectMapper()
            .createObjectNode()
            .put("username", user)
            .put("password", password)
            .toString());
  }

  /** The ARN of a new secret. */
  String text(String name, String text) {
    try (SecretsManagerClient client = client()) {
      String arn = client.createSecret(s -> s.name(name).secretString(text)).arn();
      made.add(arn);
      return arn;
    }
  }

  private SecretsManagerClient client() {
    return emulator.client(
        SecretsManagerClient.builder().httpClientBuilder(Apache5HttpClient.builder()));
  }

  @Override
  public void close() {
    try (SecretsManagerClient client = client()) {
      made.forEach(
          arn -> client.deleteSecret(s -> s.secretId(arn).forceDeleteWithoutRecovery(true)));
    }
  }
}
