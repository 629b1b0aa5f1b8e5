package dev.millrace.worker.mapping.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.catalogue.value.JsonPath;
import dev.millrace.worker.mapping.json.DocumentReader;
import dev.millrace.worker.mapping.row.Rejection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Removes personal data from raw JSON: dropped values become null, hashed values become pseudonyms.
 * All other bytes stay unchanged. A path segment {@code -} means every element. Thread-safe.
 */
public final class Redaction {

  private static final String EVERY = "-";

  private record Rule(List<String> segments, boolean hashes) {

    boolean endsAt(int depth) {
      return segments.size() == depth;
    }

    boolean matches(int depth, String name) {
      return segments.get(depth).equals(name);
    }
  }

  /** A part of the JSON and its replacement. */
  private record Cut(int start, int end, String replacement) {}

  private final List<Rule> rules;
  private final Pseudonyms pseudonyms;

  private Redaction(List<Rule> rules, Pseudonyms pseudonyms) {
    this.rules = List.copyOf(rules);
    this.pseudonyms = pseudonyms;
  }

  public static Redaction of(List<JsonPath> drop, List<JsonPath> hash, Pseudonyms pseudonyms) {
    List<Rule> rules = new ArrayList<>();
    drop.forEach(path -> rules.add(new Rule(path.segments(), false)));
    hash.forEach(path -> rules.add(new Rule(path.segments(), true)));
    return new Redaction(rules, pseudonyms);
  }

  /** Whether there is nothing to remove. */
  public boolean isEmpty() {
    return rules.isEmpty();
  }

  /** The redaction of the value at a path. */
  public Redaction below(List<String> path) {
    List<Rule> below = new ArrayList<>();
    for (Rule rule : rules) {
      List<String> segments = rule.segments();
      boolean leadsThere = segments.size() >= path.size();
      for (int i = 0; leadsThere && i < path.size(); i++) {
        String step = segments.get(i);
        leadsThere = step.equals(path.get(i)) || step.equals(EVERY) || path.get(i).equals(EVERY);
      }
      if (leadsThere) {
        below.add(new Rule(segments.subList(path.size(), segments.size()), rule.hashes()));
      }
    }
    return new Redaction(below, pseudonyms);
  }

  /** The text of a JSON value without personal data. */
  public String ofJson(String json) {
    if (isEmpty()) {
      return json;
    }
    byte[] bytes = json.getBytes(UTF_8);
    return of(bytes, 0, bytes.length)
        .map(redacted -> new String(redacted, UTF_8))
        .orElseThrow(() -> new IllegalStateException("the text was parsed as JSON before"));
  }

  /**
   * The same for bytes, in a new array; empty if they are not JSON, where personal data cannot be
   * found.
   */
  public Optional<byte[]> of(byte[] buffer, int offset, int length) {
    if (isEmpty()) {
      return Optional.of(Arrays.copyOfRange(buffer, offset, offset + length));
    }
    List<Cut> cuts = new ArrayList<>();
    try (JsonParser parser = DocumentReader.parser(buffer, offset, length)) {
      if (parser.nextToken() == null) {
        return Optional.empty();
      }
      visit(parser, rules, 0, cuts);
      if (parser.nextToken() != null) {
        return Optional.empty();
      }
    } catch (IOException | Rejection e) {
      return Optional.empty();
    }
    return Optional.of(without(cuts, buffer, offset, length));
  }

  private void visit(JsonParser parser, List<Rule> active, int depth, List<Cut> cuts)
      throws IOException {
    if (active.stream().anyMatch(rule -> rule.endsAt(depth))) {
      cut(parser, active.stream().allMatch(rule -> !rule.endsAt(depth) || rule.hashes()), cuts);
      return;
    }
    JsonToken token = parser.currentToken();
    if (active.isEmpty() || !token.isStructStart()) {
      parser.skipChildren();
    } else if (token == JsonToken.START_OBJECT) {
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        List<Rule> next = matching(active, depth, name);
        parser.nextToken();
        visit(parser, next, depth + 1, cuts);
      }
    } else {
      for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
        List<Rule> next = new ArrayList<>(matching(active, depth, Integer.toString(index)));
        next.addAll(matching(active, depth, EVERY));
        visit(parser, next, depth + 1, cuts);
      }
    }
  }

  private static List<Rule> matching(List<Rule> rules, int depth, String name) {
    return rules.stream().filter(rule -> rule.matches(depth, name)).toList();
  }

  private void cut(JsonParser parser, boolean hashes, List<Cut> cuts) throws IOException {
    int start = (int) parser.currentTokenLocation().getByteOffset();
    JsonToken token = parser.currentToken();
    boolean hashed = hashes && token.isScalarValue() && token != JsonToken.VALUE_NULL;
    String replacement = hashed ? '"' + pseudonyms.replace(parser.getText()) + '"' : "null";
    parser.skipChildren();
    parser.finishToken();
    cuts.add(new Cut(start, (int) parser.currentLocation().getByteOffset(), replacement));
  }

  private static byte[] without(List<Cut> cuts, byte[] buffer, int offset, int length) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(length);
    int from = 0;
    for (Cut cut : cuts) {
      kept.write(buffer, offset + from, cut.start() - from);
      kept.writeBytes(cut.replacement().getBytes(UTF_8));
      from = cut.end();
    }
    kept.write(buffer, offset + from, length - from);
    return kept.toByteArray();
  }
}
