package dev.millrace.cli.terminal;

import static picocli.CommandLine.Spec.Target.MIXEE;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A destructive command asks for confirmation, unless {@code --yes} is given. */
public final class Confirmation {

  private final Question question;
  private final String form;
  private final String done;

  @Spec(MIXEE)
  private CommandSpec spec;

  @Option(names = "--yes", description = "do not ask for confirmation")
  private boolean yes;

  /**
   * @param form of the question, such as {@code drop %s for good?}
   * @param done the action as a participle, such as {@code dropped}
   */
  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  public Confirmation(Question question, String form, String done) {
    this.question = question;
    this.form = form;
    this.done = done;
  }

  /** Whether the question is skipped. */
  public boolean waived() {
    return yes;
  }

  /**
   * Asks, unless waived, and prints a line when the answer is no.
   *
   * @param what the objects of the action, such as {@code 3 dead letters}
   * @throws ParameterException when there is no terminal
   */
  public boolean given(String what) {
    if (yes) {
      return true;
    }
    String answer = question.ask(form.formatted(what) + " [y/N]");
    if (answer == null) {
      throw new ParameterException(
          spec.commandLine(),
          "%s would be %s; pass --yes to confirm when there is no terminal".formatted(what, done));
    }
    boolean agreed = answer.strip().equalsIgnoreCase("y") || answer.strip().equalsIgnoreCase("yes");
    if (!agreed) {
      spec.commandLine().getErr().println("millrace: nothing was " + done);
    }
    return agreed;
  }
}
