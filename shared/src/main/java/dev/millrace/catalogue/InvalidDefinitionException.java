package dev.millrace.catalogue;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Definitions that cannot be used, with everything that is wrong with them. Trying again does not
 * help: somebody has to edit the files.
 */
public final class InvalidDefinitionException extends RuntimeException {

  /**
   * One thing to mend.
   *
   * @param file the file it is in
   * @param line counted from 1; 0 where it concerns the whole file
   * @param message what is wrong and what to write instead
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
