package dev.millrace.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * URLs of the optional AWS Advanced JDBC Wrapper, {@code jdbc:aws-wrapper:mysql://…}: a driver
 * around the driver that knows the instances of a cluster and moves to the new writer. Millrace
 * does not come with it. Pure, apart from a look at the class path.
 */
final class JdbcWrapper {

  private static final String PREFIX = "jdbc:aws-wrapper:";
  private static final String DRIVER = "software.amazon.jdbc.Driver";

  /** About finding the writer. Others change logins, or send statements to readers. */
  private static final Set<String> PLUGINS =
      Set.of(
          "auroraConnectionTracker",
          "auroraStaleDns",
          "bg",
          "efm",
          "efm2",
          "failover",
          "failover2",
          "initialConnection");

  private static final Set<String> OPTIONS =
      Set.of(
          "bgBaselineMs",
          "bgConnectTimeoutMs",
          "bgDropBlueConnections",
          "bgHighMs",
          "bgIncreasedMs",
          "bgSwitchoverTimeoutMs",
          "bgdId",
          "clusterId",
          "clusterInstanceHostPattern",
          "clusterTopologyHighRefreshRateMs",
          "clusterTopologyRefreshRateMs",
          "enableConnectFailover",
          "failoverTimeoutMs",
          "failureDetectionCount",
          "failureDetectionEnabled",
          "failureDetectionInterval",
          "failureDetectionTime",
          "monitorDisposalTime",
          "wrapperDialect",
          "wrapperLoggerLevel",
          "wrapperPlugins");

  private JdbcWrapper() {}

  /** Whether the URL is one of the wrapper. */
  static boolean wraps(String url) {
    return url.startsWith(PREFIX);
  }

  /** The URL of the driver inside, with the wrapper's options; another URL as it is. */
  static String wrapped(String url) {
    return wraps(url) ? "jdbc:" + url.substring(PREFIX.length()) : url;
  }

  /** The problems of such a URL, one sentence each; empty when there are none. */
  static List<String> problems(String url) {
    return problems(url, present());
  }

  /**
   * @param present whether the wrapper is on the class path
   */
  static List<String> problems(String url, boolean present) {
    List<String> problems = new ArrayList<>();
    if (!present) {
      problems.add(
          "begins with %s, but the class path has no %s; add the jar aws-advanced-jdbc-wrapper, or begin with jdbc:mysql://"
              .formatted(PREFIX, DRIVER));
    }
    int options = url.indexOf('?');
    StringBuilder rest = new StringBuilder("jdbc:");
    rest.append(url, PREFIX.length(), options < 0 ? url.length() : options);
    char separator = '?';
    if (options >= 0) {
      for (String option : url.substring(options + 1).split("&", -1)) {
        String name = option.split("=", 2)[0];
        if (!OPTIONS.contains(name) && !name.startsWith("monitoring-")) {
          rest.append(separator).append(option);
          separator = '&';
        } else if (name.equals("wrapperPlugins")) {
          checkPlugins(option.substring(option.indexOf('=') + 1), problems);
        }
      }
    }
    problems.addAll(UrlOptions.problems(rest.toString()));
    return problems;
  }

  private static void checkPlugins(String plugins, List<String> problems) {
    for (String plugin : plugins.split(",", -1)) {
      if (!PLUGINS.contains(plugin.strip())) {
        problems.add(
            "has the wrapper's plugin '%s'; Millrace has been tested with %s"
                .formatted(plugin.strip(), String.join(", ", PLUGINS.stream().sorted().toList())));
      }
    }
  }

  private static boolean present() {
    try {
      Class.forName(DRIVER, false, JdbcWrapper.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException _) {
      return false;
    }
  }
}
