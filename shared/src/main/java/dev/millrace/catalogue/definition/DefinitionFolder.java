package dev.millrace.catalogue.definition;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.Catalogue.Definition;
import dev.millrace.catalogue.InvalidDefinitionException;
import dev.millrace.catalogue.InvalidDefinitionException.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The definitions of a folder.
 *
 * @param catalogue of all its definitions
 * @param skipped entries that were not read as definitions
 */
public record DefinitionFolder(Catalogue catalogue, List<Path> skipped) {

  public DefinitionFolder {
    skipped = List.copyOf(skipped);
  }

  /**
   * Reads every {@code .yaml} file of a folder. Names that start with a dot belong to editors and
   * systems, and folders and pipes hold no definition: all are skipped.
   *
   * @throws InvalidDefinitionException with the problems of all of them
   * @throws UncheckedIOException if the folder cannot be read
   */
  public static DefinitionFolder read(Path folder) {
    List<Definition> definitions = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    List<Path> skipped = new ArrayList<>();
    for (Path file : files(folder)) {
      String name = name(file);
      try {
        if (!isYaml(name) || name.startsWith(".") || isOther(file)) {
          skipped.add(file);
        } else if (!name.endsWith(".yaml")) {
          problems.add(
              new Problem(
                  name, 0, "a definition's file name must end in .yaml; rename" + " the file"));
        } else {
          DefinitionParser.parseAll(Files.readString(file), name)
              .forEach(type -> definitions.add(new Definition(name, type)));
        }
      } catch (InvalidDefinitionException e) {
        problems.addAll(e.problems());
      } catch (CharacterCodingException _) {
        problems.add(
            new Problem(name, lineOfOtherText(file), "invalid UTF-8; save the file as UTF-8"));
      } catch (IOException e) {
        problems.add(new Problem(name, 0, "the file cannot be read: " + reason(e)));
      }
    }
    return new DefinitionFolder(Catalogue.of(definitions, problems), skipped);
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

  /** A folder, or a pipe or device, which may never end. */
  private static boolean isOther(Path file) {
    return Files.exists(file) && !Files.isRegularFile(file);
  }

  private static boolean isYaml(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".yaml") || lower.endsWith(".yml");
  }

  /** Without the path, which the problem already names. */
  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "it is a link to a file that does not exist";
      case AccessDeniedException _ -> "permission denied";
      default -> String.valueOf(e.getMessage());
    };
  }

  /** The first line with bytes that are not UTF-8, which decoding replaces. */
  private static int lineOfOtherText(Path file) {
    try {
      String text = new String(Files.readAllBytes(file), UTF_8);
      return 1 + (int) text.lines().takeWhile(line -> line.indexOf('\ufffd') < 0).count();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the type definition " + file, e);
    }
  }
}
