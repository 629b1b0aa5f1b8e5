package dev.millrace.torture.source;

import java.util.Arrays;

/** The document types of the campaign, as this module knows them: it reads no definition. */
public enum Kind {
  PLAIN("Plain", "Plain", 300, false),
  FINE("Fine", "Fine", 60, false),
  BUNDLE("Bundle", "Bundle", 300, true),
  LEFT("Left", "Twins", 300, false),
  RIGHT("Right", "Twins", 300, false);

  private final String type;
  private final String table;
  private final int cell;
  private final boolean bundled;

  Kind(String type, String table, int cell, boolean bundled) {
    this.type = type;
    this.table = table;
    this.cell = cell;
    this.bundled = bundled;
  }

  public static Kind of(String type) {
    return Arrays.stream(values())
        .filter(kind -> kind.type.equals(type))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no type " + type + " in the campaign"));
  }

  public String type() {
    return type;
  }

  public String table() {
    return table;
  }

  /** Seconds of a cell, whose last second has a probe. */
  public int cell() {
    return cell;
  }

  /** Whether a document is a row per item. */
  public boolean bundled() {
    return bundled;
  }

  /** Whether the table has rows of other types. */
  public boolean shared() {
    return table.equals("Twins");
  }

  /** Whether events are counted by the moment in the document, and not by its timestamp. */
  public boolean countedByMoment() {
    return this != FINE;
  }
}
