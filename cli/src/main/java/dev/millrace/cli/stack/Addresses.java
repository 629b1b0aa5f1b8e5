package dev.millrace.cli.stack;

import dev.millrace.local.database.LocalDatabase;
import dev.millrace.settings.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The environment variables of a local stack, kept in a file of {@code export} lines, so that its
 * next start has the same addresses and other commands find it.
 *
 * @param variables by name
 */
record Addresses(Map<String, String> variables) {

  private static final Pattern LINE = Pattern.compile("(?m)^export ([A-Z_]+)='(.*)'$");
  private static final Pattern PORT = Pattern.compile("://127\\.0\\.0\\.1:(\\d{1,5})\\b");
  private static final String QUOTE = "'\\''";
  private static final int PATIENCE_MILLIS = 2000;

  Addresses {
    variables = new LinkedHashMap<>(variables);
  }

  /** Those of the file; none if it does not exist. */
  static Addresses read(Path file) {
    Map<String, String> variables = new LinkedHashMap<>();
    if (Files.exists(file)) {
      try {
        Matcher line = LINE.matcher(Files.readString(file));
        while (line.find()) {
          variables.put(line.group(1), line.group(2).replace(QUOTE, "'"));
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read %s: %s".formatted(file, e.getMessage()), e);
      }
    }
    return new Addresses(variables);
  }

  /** Only the owner may read the file: it has a password. */
  void write(Path file) {
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    try {
      Files.deleteIfExists(partial);
      Files.createFile(
          partial,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(partial, export());
      Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** As lines for a shell. */
  String export() {
    return variables.entrySet().stream()
        .map(each -> "export %s='%s'\n".formatted(each.getKey(), quoted(each.getValue())))
        .collect(Collectors.joining());
  }

  private static String quoted(String value) {
    return value.replace("'", QUOTE);
  }

  int queuePort() {
    return port("AWS_ENDPOINT_URL");
  }

  int sourcePort() {
    return port(Setting.SOURCE_URL.variable());
  }

  int databasePort() {
    return port(Setting.DB_URL.variable());
  }

  /** A new one if there is none. */
  String password() {
    return value(Setting.DB_PASSWORD.variable()).orElseGet(LocalDatabase::newPassword);
  }

  /** A new one if there is none. */
  String sourceKey() {
    return value(Setting.SOURCE_KEY.variable()).orElseGet(LocalDatabase::newPassword);
  }

  /** The port of a URL of this machine; 0 without one. */
  private int port(String variable) {
    Matcher port = PORT.matcher(value(variable).orElse(""));
    return port.find() ? Integer.parseInt(port.group(1)) : 0;
  }

  /** Only letters and digits come back into URLs and SQL. */
  private Optional<String> value(String variable) {
    return Optional.ofNullable(variables.get(variable))
        .filter(value -> value.matches("[\\w:/.?=&-]+"));
  }

  /** Whether the queues and the database take connections. */
  boolean answer() {
    return takesConnections(queuePort()) && takesConnections(databasePort());
  }

  private static boolean takesConnections(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), PATIENCE_MILLIS);
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
