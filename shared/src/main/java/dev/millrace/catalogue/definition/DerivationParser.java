package dev.millrace.catalogue.definition;

import dev.millrace.catalogue.Problems;
import dev.millrace.catalogue.value.Derivation;
import dev.millrace.text.Suggestion;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads {@code derive}: one or a list of a small closed set. */
public final class DerivationParser {

  /** Those that need no argument. */
  public static final List<String> WORDS =
      Stream.of(
              Stream.of(Derivation.OfText.values()),
              Stream.of(Derivation.OfMoment.values()),
              Stream.of(new Derivation.Count()))
          .flatMap(words -> words)
          .map(Derivation::spelling)
          .toList();

  private static final Pattern PART =
      Pattern.compile("part\\(\\s*(.+?)\\s*,\\s*(-?[1-9]\\d{0,3})\\s*\\)");

  private static final Pattern TIMES =
      Pattern.compile("times\\(\\s*(-?\\d{1,20}(\\.\\d{1,20})?)\\s*\\)");

  private DerivationParser() {}

  static List<Derivation> parse(Section section, Problems problems) {
    List<Derivation> derivations = new ArrayList<>();
    for (ScalarNode node : section.scalars("derive")) {
      Derivation derivation = parse(node.getValue().strip());
      if (derivation == null) {
        problems.at(node, problem(node.getValue()));
      } else {
        derivations.add(derivation);
      }
    }
    return derivations;
  }

  private static @Nullable Derivation parse(String written) {
    Matcher part = PART.matcher(written);
    if (part.matches()) {
      return new Derivation.Part(part.group(1), Integer.parseInt(part.group(2)));
    }
    Matcher times = TIMES.matcher(written);
    if (times.matches()) {
      return new Derivation.Times(new BigDecimal(times.group(1)));
    }
    if (!WORDS.contains(written)) {
      return null;
    }
    String word = written.toUpperCase(Locale.ROOT);
    if (written.equals("count")) {
      return new Derivation.Count();
    }
    return Stream.<Derivation>concat(
            Stream.of(Derivation.OfText.values()), Stream.of(Derivation.OfMoment.values()))
        .filter(derivation -> derivation.toString().equals(word))
        .findFirst()
        .orElse(null);
  }

  private static String problem(String written) {
    if (written.startsWith("part")) {
      return "'%s' needs a separator and a number from 1 or from -1; write 'part(/,1)' in quotes"
          .formatted(written);
    }
    if (written.startsWith("times")) {
      return "'%s' needs a number; write 'times(0.001)'".formatted(written);
    }
    List<String> all = new ArrayList<>(WORDS);
    all.add("'part(/,1)'");
    all.add("'times(0.001)'");
    return "unknown derivation '%s'; %s".formatted(written, Suggestion.among(all, written));
  }
}
