package dev.millrace.catalogue.http;

/**
 * One value of {@code for}: a part of a source that is a type of its own.
 *
 * @param name of the parameter, as in {@code {repo}}
 * @param value such as {@code apache/maven}
 */
public record Partition(String name, String value) {

  /** Separates the name of a definition from the value in the name of a type. */
  public static final String SEPARATOR = "@";

  /** What stands for the value in a URL or a parameter. */
  public String placeholder() {
    return "{" + name + "}";
  }

  /** The name of the type of this value. */
  public String typeOf(String definition) {
    return definition + SEPARATOR + value;
  }
}
