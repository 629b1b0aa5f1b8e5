package dev.millrace.settings;

import dev.millrace.queue.sqs.AwsHttp;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;

/** Reads secrets of AWS. Region, credentials and endpoint come from the AWS SDK's own settings. */
final class AwsSecrets {

  private AwsSecrets() {}

  /**
   * The current text of a secret.
   *
   * @param id its ARN or name
   * @throws UnreadableSecretException saying why it could not be read
   */
  static String read(String id) {
    return read(id, _ -> {});
  }

  /**
   * The same.
   *
   * @param settings overrides values of the environment
   */
  static String read(String id, Consumer<SecretsManagerClientBuilder> settings) {
    try (SecretsManagerClient client =
        SecretsManagerClient.builder()
            .httpClientBuilder(AwsHttp.client())
            .applyMutation(settings)
            .build()) {
      String text = client.getSecretValue(secret -> secret.secretId(id)).secretString();
      if (text == null) {
        throw new UnreadableSecretException("the secret '%s' is bytes, not text".formatted(id));
      }
      return text;
    } catch (SdkException e) {
      throw new UnreadableSecretException(
          "the secret '%s' cannot be read: %s".formatted(id, AwsFaults.reason(e)), e);
    }
  }
}
