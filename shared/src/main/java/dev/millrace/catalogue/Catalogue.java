package dev.millrace.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.catalogue.InvalidDefinitionException.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The document types that are known. Types that name the same table share it, so each knows the
 * layout that all of them need. Immutable; a newer catalogue is another object.
 */
public final class Catalogue {

  record Definition(String file, DocumentType type) {

    /** The first line with this key, or with the type where there is none. */
    int lineOf(String key) {
      List<String> lines = type.source().lines().map(String::strip).toList();
      for (String wanted : List.of(key, "type")) {
        for (int i = 0; i < lines.size(); i++) {
          if (lines.get(i).matches("[\"']?" + wanted + "[\"']?\\s*:.*")) {
            return i + 1;
          }
        }
      }
      return 0;
    }
  }

  private final SortedMap<String, DocumentType> types = new TreeMap<>();

  private final List<Path> skipped;

  private Catalogue(List<Definition> definitions, List<Path> skipped) {
    this.skipped = List.copyOf(skipped);
    for (Definition definition : definitions) {
      DocumentType type = definition.type();
      types.put(type.name(), type.in(SharedTable.layout(type, definitions)));
    }
  }

  /**
   * A catalogue of these types.
   *
   * @throws InvalidDefinitionException if two of them share a name, in whatever case, or share a
   *     table and do not agree about it
   */
  public static Catalogue of(Collection<DocumentType> types) {
    List<Definition> definitions =
        types.stream().map(type -> new Definition(type.name(), type)).toList();
    List<Problem> problems = clashes(definitions);
    return checked(definitions, List.of(), problems);
  }

  /**
   * Reads every {@code .yaml} file of a folder. Names that start with a dot are of editors and
   * systems, and folders hold no definition: both are skipped.
   *
   * @throws InvalidDefinitionException with what is wrong in any of them
   * @throws UncheckedIOException if the folder cannot be read
   */
  public static Catalogue read(Path folder) {
    List<Definition> definitions = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    List<Path> skipped = new ArrayList<>();
    for (Path file : files(folder)) {
      String name = name(file);
      try {
        if (!isYaml(name) || name.startsWith(".") || Files.isDirectory(file)) {
          skipped.add(file);
        } else if (!name.endsWith(".yaml")) {
          problems.add(new Problem(name, 0, "definitions end in .yaml, rename the file"));
        } else {
          definitions.add(new Definition(name, DocumentType.parse(Files.readString(file), name)));
        }
      } catch (InvalidDefinitionException e) {
        problems.addAll(e.problems());
      } catch (CharacterCodingException _) {
        problems.add(
            new Problem(
                name, lineOfOtherText(file), "this is no UTF-8 text, save the file as UTF-8"));
      } catch (IOException e) {
        problems.add(new Problem(name, 0, "the file cannot be read: " + reason(e)));
      }
    }
    problems.addAll(clashes(definitions));
    return checked(definitions, skipped, problems);
  }

  /** The type that the document API calls so; case matters. */
  public Optional<DocumentType> find(String type) {
    return Optional.ofNullable(types.get(type));
  }

  /** Every type, by name, whether it is enabled or not. */
  public Collection<DocumentType> types() {
    return List.copyOf(types.values());
  }

  /** The entries of the folder that were not read as definitions. */
  public List<Path> skipped() {
    return skipped;
  }

  private static Catalogue checked(
      List<Definition> definitions, List<Path> skipped, List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw new InvalidDefinitionException(problems);
    }
    return new Catalogue(definitions, skipped);
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the type definitions in " + folder, e);
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static boolean isYaml(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".yaml") || lower.endsWith(".yml");
  }

  /** Without the path, which the problem names already. */
  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "it is a link to a file that does not exist";
      case AccessDeniedException _ -> "permission denied";
      default -> String.valueOf(e.getMessage());
    };
  }

  /** The first line with bytes that are no UTF-8, where decoding leaves a mark. */
  private static int lineOfOtherText(Path file) {
    try {
      String text = new String(Files.readAllBytes(file), UTF_8);
      return 1 + (int) text.lines().takeWhile(line -> line.indexOf('\ufffd') < 0).count();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the type definition " + file, e);
    }
  }

  private static List<Problem> clashes(List<Definition> definitions) {
    List<Problem> clashes = new ArrayList<>();
    Map<String, Definition> names = new HashMap<>();
    for (Definition definition : definitions) {
      DocumentType type = definition.type();
      Definition twin = names.putIfAbsent(Names.fold(type.name()), definition);
      if (twin != null) {
        clashes.add(clash(definition, "type '%s'".formatted(type.name()), twin));
      }
    }
    clashes.addAll(SharedTable.clashes(definitions));
    return clashes;
  }

  private static Problem clash(Definition definition, String what, Definition twin) {
    return new Problem(
        definition.file(),
        definition.lineOf("type"),
        "%s is defined by %s already, choose another name".formatted(what, twin.file()));
  }
}
