package dev.millrace.catalogue;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Invalid definitions, with all their problems. Retrying does not help: the files must be edited.
 */
public final class InvalidDefinitionException extends RuntimeException {

  /**
   * One problem to fix.
   *
   * @param file the file it is in
   * @param line counted from 1; 0 where it concerns the whole file
   * @param message the problem and its fix
   */
  public record Problem(String file, int line, String message) {

    @Override
    public String toString() {
      return line == 0
          ? "%s: %s".formatted(file, message)
          : "%s, line %d: %s".formatted(file, line, message);
    }
  }

  private final transient List<Problem> problems;

  public InvalidDefinitionException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** In the order of files and lines. */
  public List<Problem> problems() {
    return problems;
  }
}
