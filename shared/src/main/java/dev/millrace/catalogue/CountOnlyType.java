package dev.millrace.catalogue;

/**
 * A type whose table another system fills: Millrace imports nothing into it and only counts its
 * rows. No other type shares its table.
 *
 * @param version over name, table and moment column
 * @param momentColumn a column of that table
 */
public record CountOnlyType(
    String name, String version, String table, String momentColumn, boolean enabled, String yaml)
    implements CountedType {

  @Override
  public String ownRows(String before) {
    return "";
  }
}
