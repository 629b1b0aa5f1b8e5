package dev.millrace.torture;

import java.nio.file.Files;
import java.nio.file.Path;

/** The server of a campaign. */
final class ChosenDatabase {

  private static final String FOLDER = "millrace.mysql";

  private ChosenDatabase() {}

  /**
   * Chooses the server for this JVM.
   *
   * @param name mariadb or mysql
   * @throws IllegalArgumentException when there is no such server
   */
  static void choose(String name) {
    if (name.equals("mariadb")) {
      return;
    }
    if (!name.equals("mysql")) {
      throw new IllegalArgumentException(
          "no database '%s'; choose mariadb or mysql".formatted(name));
    }
    Path given = Path.of(System.getProperty(FOLDER, "local/target/mysql")).toAbsolutePath();
    if (!Files.isRegularFile(given.resolve("bin/mysqld"))) {
      throw new IllegalArgumentException(
          "no MySQL in %s; run ./mvnw -Pmysql -pl local verify in the checkout first"
              .formatted(given));
    }
    System.setProperty(FOLDER, given.toString());
  }
}
