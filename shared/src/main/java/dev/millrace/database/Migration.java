package dev.millrace.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * A script of the folder {@code migration}: {@code V9__what_it_does.sql}, statements that end with
 * a semicolon at the end of a line, comments in lines of their own.
 *
 * @param checksum CRC-32 of its lines without their ends, as Flyway calculates it: earlier releases
 *     migrated with Flyway
 * @param statements without comments and semicolons
 */
record Migration(
    int version, String description, String script, int checksum, List<String> statements) {

  private static final String FOLDER = "migration/";
  private static final String FIRST = FOLDER + "V1__ledger.sql";
  private static final Pattern SCRIPT = Pattern.compile("V(\\d+)__(\\w+)\\.sql");

  Migration {
    statements = List.copyOf(statements);
  }

  /** All migrations of this build, in order. */
  static List<Migration> all() {
    return scripts().stream()
        .map(Migration::read)
        .sorted(Comparator.comparingInt(Migration::version))
        .toList();
  }

  private static Migration read(String script) {
    Matcher name = SCRIPT.matcher(script);
    if (!name.matches()) {
      throw new IllegalStateException("a migration is not named V9__what_it_does.sql: " + script);
    }
    try (InputStream text = Migration.class.getResourceAsStream(FOLDER + script)) {
      return of(
          Integer.parseInt(name.group(1)),
          name.group(2).replace('_', ' '),
          script,
          new String(Objects.requireNonNull(text).readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the migration " + script, e);
    }
  }

  static Migration of(int version, String description, String script, String text) {
    CRC32 checksum = new CRC32();
    text.lines().forEach(line -> checksum.update(line.getBytes(UTF_8)));
    String statements =
        text.lines()
            .filter(line -> !line.strip().startsWith("--"))
            .collect(Collectors.joining("\n"));
    return new Migration(
        version,
        description,
        script,
        (int) checksum.getValue(),
        Stream.of(statements.split(";\\s*(?:\\n|$)"))
            .map(String::strip)
            .filter(statement -> !statement.isEmpty())
            .toList());
  }

  private static List<String> scripts() {
    URL first = Objects.requireNonNull(Migration.class.getResource(FIRST));
    try {
      URLConnection connection = first.openConnection();
      return connection instanceof JarURLConnection jar
          ? scripts(jar)
          : scripts(Path.of(first.toURI()).resolveSibling("."));
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("cannot list the migrations at " + first, e);
    }
  }

  private static List<String> scripts(JarURLConnection connection) throws IOException {
    connection.setUseCaches(false);
    String folder =
        connection.getEntryName().substring(0, connection.getEntryName().lastIndexOf('/') + 1);
    try (JarFile jar = connection.getJarFile()) {
      return jar.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.startsWith(folder) && name.endsWith(".sql"))
          .map(name -> name.substring(folder.length()))
          .toList();
    }
  }

  private static List<String> scripts(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = new ArrayList<>();
      files.map(file -> String.valueOf(file.getFileName())).forEach(names::add);
      names.removeIf(name -> !name.endsWith(".sql"));
      return names;
    }
  }

  @Override
  public String toString() {
    return "V" + version;
  }
}
