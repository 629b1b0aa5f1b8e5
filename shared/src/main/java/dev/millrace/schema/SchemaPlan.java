package dev.millrace.schema;

import java.util.List;

/**
 * What it takes to make the tables fit a catalogue.
 *
 * @param changes in the order in which they are made
 * @param refusals what a person would have to do first; nothing is changed while there are any
 */
public record SchemaPlan(List<Change> changes, List<Refusal> refusals) {

  public SchemaPlan {
    changes = List.copyOf(changes);
    refusals = List.copyOf(refusals);
  }

  /**
   * A statement.
   *
   * @param note what it costs; empty where it is done at once
   */
  public record Change(String statement, String note) {}

  /**
   * A change that is not made, since something could be lost.
   *
   * @param byHand the statement that a person may run instead; empty where none would do
   */
  public record Refusal(String why, String byHand) {

    @Override
    public String toString() {
      return byHand.isEmpty() ? why : "%s; to do it anyway, run: %s".formatted(why, byHand);
    }
  }
}
