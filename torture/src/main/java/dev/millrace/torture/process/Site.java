package dev.millrace.torture.process;

import java.util.Map;

/**
 * Where the parts of a campaign are, without links.
 *
 * @param settings of every program of the product
 */
public record Site(int databasePort, int queuePort, int sourcePort, Map<String, String> settings) {
  public Site {
    settings = Map.copyOf(settings);
  }
}
