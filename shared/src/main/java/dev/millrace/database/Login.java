package dev.millrace.database;

/** A user of the database and its password. */
public record Login(String user, String password) {

  /** Without the password. */
  @Override
  public String toString() {
    return user;
  }
}
