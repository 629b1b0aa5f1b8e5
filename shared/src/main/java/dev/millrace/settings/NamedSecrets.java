package dev.millrace.settings;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Secrets by the names that definitions give them: the environment variable of that name or, for a
 * secret of Secrets Manager, the one of that name with {@code _SECRET} at the end. Thread-safe.
 */
public final class NamedSecrets {

  /** For catalogues without secrets. */
  public static final NamedSecrets NONE = new NamedSecrets(Map.of(), AwsSecrets::read);

  private static final String ENDING = "_SECRET";

  private final Map<String, String> variables;
  private final UnaryOperator<String> read;
  private final Set<String> given = new HashSet<>();
  private Secrets secrets;

  NamedSecrets(Map<String, String> variables, UnaryOperator<String> read) {
    this.variables = Map.copyOf(variables);
    this.read = read;
    this.secrets = new Secrets(read);
  }

  /** The secrets that these variables hold or name. */
  public static NamedSecrets of(Map<String, String> variables) {
    return new NamedSecrets(variables, AwsSecrets::read);
  }

  /**
   * The secret; empty if neither variable is set.
   *
   * @throws UnreadableSecretException when Secrets Manager does not give it
   */
  public synchronized Optional<String> find(String name) {
    String value = variables.getOrDefault(name, "").strip();
    String reference = variables.getOrDefault(name + ENDING, "").strip();
    if (value.isEmpty() && !reference.isEmpty()) {
      value = secrets.value(reference, Optional.empty()).strip();
    }
    if (value.isEmpty()) {
      return Optional.empty();
    }
    given.add(value);
    return Optional.of(value);
  }

  /** Any other variable; empty if it is not set. */
  public Optional<String> variable(String name) {
    return Optional.of(variables.getOrDefault(name, "").strip()).filter(value -> !value.isEmpty());
  }

  /** Masks a secret that was not found here, such as a token that a source gave. */
  public synchronized void conceal(String secret) {
    given.add(secret);
  }

  /** Reads secrets of Secrets Manager again, since a source has refused one. */
  public synchronized void readAgain() {
    secrets = new Secrets(read);
  }

  /** Every secret that was found, so that it can be masked. */
  public synchronized Set<String> given() {
    return Set.copyOf(given);
  }
}
