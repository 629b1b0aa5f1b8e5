package dev.millrace.infra;

import java.util.Map;

/**
 * A container or function of a template, with its environment as it will be.
 *
 * @param name its logical id without the hash
 * @param handler a function's class; empty for a container
 * @param atOnce how many of it may run at the same time
 */
public record Program(String name, String handler, Map<String, String> variables, int atOnce) {

  /** What it may hold of the database; a program that has no business with it holds none. */
  int mostConnections() {
    return variables.containsKey("MILLRACE_DB_URL") ? atOnce * Settings.connections(this) : 0;
  }
}
