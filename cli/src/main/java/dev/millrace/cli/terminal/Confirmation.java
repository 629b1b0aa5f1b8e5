package dev.millrace.cli.terminal;

import static picocli.CommandLine.Spec.Target.MIXEE;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that destroys something asks before it does, unless told not to. */
public final class Confirmation {

  private final Question question;
  private final String form;
  private final String done;

  @Spec(MIXEE)
  private CommandSpec spec;

  @Option(names = "--yes", description = "do not ask")
  private boolean yes;

  /**
   * @param form of the question, such as {@code drop %s for good?}
   * @param done what is asked about, as a participle such as {@code dropped}
   */
  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  public Confirmation(Question question, String form, String done) {
    this.question = question;
    this.form = form;
    this.done = done;
  }

  /** Whether nobody is to be asked. */
  public boolean waived() {
    return yes;
  }

  /**
   * Asks, unless that is waived; a refusal is said.
   *
   * @param what it is about, such as {@code 3 dead letters}
   * @throws ParameterException when there is nobody to ask
   */
  public boolean given(String what) {
    if (yes) {
      return true;
    }
    String answer = question.ask(form.formatted(what) + " [y/N]");
    if (answer == null) {
      throw new ParameterException(
          spec.commandLine(),
          "%s would be %s; without a terminal to ask on, say --yes".formatted(what, done));
    }
    boolean agreed = answer.strip().equalsIgnoreCase("y") || answer.strip().equalsIgnoreCase("yes");
    if (!agreed) {
      spec.commandLine().getErr().println("millrace: nothing was " + done);
    }
    return agreed;
  }
}
