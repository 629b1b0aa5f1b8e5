package dev.millrace.infra.part;

import java.util.Arrays;
import java.util.Locale;

/** What the workers run as. */
public enum WorkerKind {
  ECS,
  LAMBDA;

  /**
   * The kind of that name, in small letters.
   *
   * @throws IllegalArgumentException naming those that there are
   */
  static WorkerKind named(String name) {
    return Arrays.stream(values())
        .filter(kind -> kind.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the context 'workers' must be ecs or lambda, but is '%s'".formatted(name)));
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
