package dev.millrace.cli.types;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Locale.ROOT;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.cli.types.guess.DefinitionGuess;
import dev.millrace.local.document.DocumentLines;
import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;
import dev.millrace.text.CountText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes definitions that are guessed from documents. */
@Command(
    name = "init",
    description = {
      "Writes a definition for each type of a file, guessed from its documents, or one for a URL.",
      "",
      "The guess is a starting point: each column's comment says how many documents have a value"
          + " and gives an example. A URL is asked once; give one with a span of time that has"
          + " documents. Its definition gets a source: block. Existing definitions are never"
          + " changed."
    },
    mixinStandardHelpOptions = true)
final class TypesInitCommand implements Callable<Integer> {

  private static final JsonMapper JSON = new JsonMapper();

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "FILE|URL",
      description = "one document per line (NDJSON), plain or gzip; or an API")
  private String from;

  @Option(
      names = {"--type", "--types"},
      paramLabel = "TYPE",
      description = "only this type (default: all of the file); with a URL, its name")
  private @Nullable String only;

  @Option(
      names = "--bearer",
      paramLabel = "NAME",
      description = "name of the environment variable that holds the URL's bearer token")
  private @Nullable String bearer;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  /** The block of a URL. */
  private String source = "";

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  TypesInitCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Environment settings = new Environment(environment);
    Path folder = Path.of(settings.text(Setting.TYPES));
    boolean ofUrl = from.matches("(?i)https?://.*");
    Map<String, DefinitionGuess> guesses = ofUrl ? ofUrl(settings) : guesses();
    if (guesses.isEmpty()) {
      throw new IllegalStateException(
          only == null
              ? "no line of %s is a document; write {\"id\":…,\"timestamp\":SECONDS,\"type\":…,\"data\":{…}}"
                  .formatted(from)
              : "no document of %s is of type '%s'; check --type".formatted(from, only));
    }
    guesses.forEach((type, guess) -> check(folder, type, guess));
    ObjectNode node = JSON.createObjectNode();
    ArrayNode files = node.putArray("files");
    PrintWriter out = spec.commandLine().getOut();
    guesses.forEach(
        (type, guess) -> {
          Path written = write(folder, type, guess);
          if (json) {
            files
                .addObject()
                .put("type", type)
                .put("file", written.toString())
                .put("columns", guess.columns())
                .put("documents", guess.documents());
          } else {
            out.printf(
                ROOT,
                "%s: %s, guessed from %s%n",
                written,
                CountText.of(guess.columns(), "column"),
                CountText.of(guess.documents(), "document"));
          }
        });
    if (json) {
      out.println(node);
    } else {
      String type = guesses.size() == 1 ? guesses.keySet().iterator().next() : "TYPE";
      out.printf(
          ROOT,
          "edit it, then run ./millrace types %s%n",
          ofUrl ? "try " + type : "preview %s %s".formatted(type, from));
    }
    out.flush();
    return 0;
  }

  private Map<String, DefinitionGuess> ofUrl(Environment settings)
      throws IOException, InterruptedException {
    SampleRequest.Guessed guessed;
    try {
      guessed = new SampleRequest(from, bearer, settings.namedSecrets()).guess();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    source = guessed.source();
    String type = only == null ? SampleRequest.typeName(URI.create(from)) : only;
    DefinitionGuess guess = new DefinitionGuess(type);
    guessed
        .answer()
        .documents()
        .forEach(document -> guess.add(JSON.createObjectNode().set("data", document)));
    return Map.of(type, guess);
  }

  private Map<String, DefinitionGuess> guesses() {
    Map<String, DefinitionGuess> guesses = new TreeMap<>();
    DocumentLines.readServed(
        Path.of(from),
        (_, document, type, _) -> {
          if (type != null && (only == null || only.equals(type))) {
            guesses.computeIfAbsent(type, DefinitionGuess::new).add(tree(document));
          }
        });
    return guesses;
  }

  /** Lines with a type are JSON. */
  private static JsonNode tree(byte[] document) {
    try {
      return JSON.readTree(new String(document, UTF_8));
    } catch (JsonProcessingException _) {
      return JSON.missingNode(); // too deep for a tree, so it says nothing about columns
    }
  }

  /**
   * Fails before anything is written.
   *
   * @throws dev.millrace.catalogue.InvalidDefinitionException when the name of the type is not
   *     possible
   */
  private void check(Path folder, String type, DefinitionGuess guess) {
    DefinitionParser.parse(text(guess), type);
    Path existing = folder.resolve(type + ".yaml");
    if (Files.exists(existing)) {
      throw new IllegalStateException(
          "%s exists already; delete it, or name another type with --type".formatted(existing));
    }
  }

  private String text(DefinitionGuess guess) {
    return guess.yaml(
        source.isEmpty()
            ? String.valueOf(Path.of(from).getFileName())
            : from.replaceAll("\\?.*", ""),
        source);
  }

  private Path write(Path folder, String type, DefinitionGuess guess) {
    Path written = folder.resolve(type + ".yaml");
    try {
      Files.createDirectories(folder);
      Files.writeString(written, text(guess), StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write %s: %s".formatted(written, e.getMessage()), e);
    }
    return written;
  }
}
