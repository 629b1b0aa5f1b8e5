package dev.millrace.cli.types;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Locale.ROOT;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.cli.terminal.CountText;
import dev.millrace.local.document.DocumentLines;
import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes definitions that are guessed from documents. */
@Command(
    name = "init",
    description = {
      "Writes a definition for each type of a file, guessed from its documents.",
      "",
      "A guess is a beginning: each column has a comment with how many documents have a value, and"
          + " one of these values. Existing definitions are never changed."
    },
    mixinStandardHelpOptions = true)
final class TypesInitCommand implements Callable<Integer> {

  private static final JsonMapper JSON = new JsonMapper();

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "one document per line (NDJSON), plain or gzip")
  private Path file;

  @Option(
      names = {"--type", "--types"},
      paramLabel = "TYPE",
      description = "only this type (default: all types of the file)")
  private @Nullable String only;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  TypesInitCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    Path folder = Path.of(new Environment(environment).text(Setting.TYPES));
    Map<String, DefinitionGuess> guesses = guesses();
    if (guesses.isEmpty()) {
      throw new IllegalStateException(
          only == null
              ? "no line of %s is a document; write {\"id\":…,\"timestamp\":SECONDS,\"type\":…,\"data\":{…}}"
                  .formatted(file)
              : "no document of %s is of type '%s'; check --type".formatted(file, only));
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
      out.printf(
          ROOT,
          "edit it, then run ./millrace types preview %s %s%n",
          guesses.size() == 1 ? guesses.keySet().iterator().next() : "TYPE",
          file);
    }
    out.flush();
    return 0;
  }

  private Map<String, DefinitionGuess> guesses() {
    Map<String, DefinitionGuess> guesses = new TreeMap<>();
    DocumentLines.readServed(
        file,
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
    return guess.yaml(String.valueOf(file.getFileName()));
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
