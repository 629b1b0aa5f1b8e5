package dev.millrace.infra;

import java.util.Map;

/**
 * A container or function of a template, with its final environment.
 *
 * @param name its logical id without the hash
 * @param handler a function's class; empty for a container
 * @param atOnce how many of it may run at the same time
 */
public record Program(String name, String handler, Map<String, String> variables, int atOnce) {

  /** Its maximum connections to the database; none for a program that does not use it. */
  int mostConnections() {
    return variables.containsKey("MILLRACE_DB_URL") ? atOnce * Settings.connections(this) : 0;
  }
}
