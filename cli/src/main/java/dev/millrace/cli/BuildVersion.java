package dev.millrace.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of this build, from a resource that Maven fills in. */
final class BuildVersion implements IVersionProvider {

  private static final String RESOURCE = "version.properties";

  @Override
  public String[] getVersion() throws IOException {
    Properties properties = new Properties();
    try (InputStream resource = BuildVersion.class.getResourceAsStream(RESOURCE)) {
      if (resource != null) {
        properties.load(resource);
      }
    }
    return new String[] {text(properties)};
  }

  /** Classes that were compiled without Maven have no version, or the name of its variable. */
  static String text(Properties properties) {
    String version = properties.getProperty("version", "");
    return version.isEmpty() || version.startsWith("$")
        ? "millrace, built without a version; build it with ./mvnw or ./millrace"
        : "millrace " + version;
  }
}
