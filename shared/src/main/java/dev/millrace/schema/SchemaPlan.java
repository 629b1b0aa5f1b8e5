package dev.millrace.schema;

import java.util.List;

/**
 * The changes that make the tables fit a catalogue.
 *
 * @param changes in the order in which they are made
 * @param refusals what an operator must do first; nothing is changed while there are any
 */
public record SchemaPlan(List<Change> changes, List<Refusal> refusals) {

  public SchemaPlan {
    changes = List.copyOf(changes);
    refusals = List.copyOf(refusals);
  }

  /**
   * A statement.
   *
   * @param note its cost; empty where it is immediate
   */
  public record Change(String statement, String note) {}

  /**
   * A change that is not made, since it could lose data.
   *
   * @param byHand the statement that an operator may run instead; empty where there is none
   */
  public record Refusal(String why, String byHand) {

    @Override
    public String toString() {
      return byHand.isEmpty() ? why : "%s; to do it anyway, run: %s".formatted(why, byHand);
    }
  }
}
