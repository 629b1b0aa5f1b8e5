package dev.millrace.catalogue.definition;

import dev.millrace.catalogue.Column;
import dev.millrace.catalogue.CountOnlyType;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.Each;
import dev.millrace.catalogue.ImportSchedule;
import dev.millrace.catalogue.InvalidDefinitionException;
import dev.millrace.catalogue.Mapping;
import dev.millrace.catalogue.Names;
import dev.millrace.catalogue.OccurredAt;
import dev.millrace.catalogue.Problems;
import dev.millrace.catalogue.TableLayout;
import dev.millrace.catalogue.http.HttpSource;
import dev.millrace.catalogue.http.Partition;
import dev.millrace.catalogue.value.JsonPath;
import dev.millrace.catalogue.value.MomentUnit;
import dev.millrace.catalogue.yaml.YamlTree;
import dev.millrace.time.SliceWidth;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;

/** Reads the YAML of one definition, collecting all problems before it fails. */
public final class DefinitionParser {

  public static final List<String> KEYS =
      List.of(
          "type",
          "table",
          "count_only",
          "accept",
          "occurred_at",
          "each",
          "drop",
          "slice_width",
          "columns",
          "since",
          "recheck",
          "fresh",
          "enabled",
          "source");

  private static final List<String> COUNT_ONLY_KEYS =
      List.of("type", "table", "count_only", "occurred_at", "enabled");

  public static final List<String> OCCURRED_AT_KEYS = List.of("from", "from_each", "unit");

  public static final List<String> EACH_KEYS = List.of("from", "key");

  private static final int LONGEST_NAME = 64;

  private static final String EXAMPLE = "write type: MyType and columns: { … }";

  private final Problems problems;
  private final Section section;
  private final String source;

  private DefinitionParser(String yaml, Problems problems) {
    this.source = yaml;
    this.problems = problems;
    this.section =
        new Section(
            YamlTree.compose(yaml, EXAMPLE, problems),
            "a definition needs keys; " + EXAMPLE,
            problems);
  }

  /**
   * The imported type of a definition; the first one of a definition with {@code for}.
   *
   * @throws InvalidDefinitionException with all problems, or when the type is count-only
   */
  public static DocumentType parse(String yaml, String fileName) {
    return parseAll(yaml, fileName)
        .getFirst()
        .imported()
        .orElseThrow(
            () -> {
              Problems problems = new Problems(fileName);
              problems.at(
                  0, "the type is count-only, but an imported type is needed; remove count_only");
              return problems.exception();
            });
  }

  /**
   * The types of a definition: one, or one for each value of {@code for}.
   *
   * @throws InvalidDefinitionException with all problems
   */
  public static List<CountedType> parseAll(String yaml, String fileName) {
    DefinitionParser parser = new DefinitionParser(yaml, new Problems(fileName));
    return switch (parser.parse()) {
      case CountOnlyType counted -> List.of(counted);
      case DocumentType whole -> parser.parts(whole);
    };
  }

  private List<CountedType> parts(DocumentType whole) {
    List<Partition> partitions = ForParser.of(section);
    checkDemand(whole, Math.max(1, partitions.size()));
    return partitions.isEmpty()
        ? List.of(whole)
        : partitions.stream().<CountedType>map(partition -> part(whole, partition)).toList();
  }

  private void checkDemand(DocumentType type, int types) {
    if (type.http() != null) {
      SourceChecks.checkDemand(section, problems, type.http(), type, types);
      problems.throwIfAny();
    }
  }

  private DocumentType part(DocumentType whole, Partition partition) {
    DocumentType part = whole.of(partition);
    if (part.name().length() > LONGEST_NAME) {
      problems.at(
          section.place("type"),
          "the type '%s' is longer than %d characters; shorten the name"
              .formatted(part.name(), LONGEST_NAME));
      problems.throwIfAny();
    }
    return part;
  }

  private CountedType parse() {
    section.refuseUnknown(KEYS);
    boolean countOnly = section.bool("count_only", false);
    String name = name(countOnly);
    String table = section.has("table") ? tableName("table", countOnly) : name;
    boolean enabled = section.bool("enabled", true);
    return countOnly ? countOnly(name, table, enabled) : imported(name, table, enabled);
  }

  /** A count-only table: only its name and the column to count by can be defined. */
  private CountOnlyType countOnly(String name, String table, boolean enabled) {
    section.entries().keySet().stream()
        .filter(key -> KEYS.contains(key) && !COUNT_ONLY_KEYS.contains(key))
        .forEach(
            key ->
                problems.at(
                    section.place(key),
                    "'%s' is only for imported types; remove it, or remove count_only"
                        .formatted(key)));
    String momentColumn = momentColumn();
    problems.throwIfAny();
    String version = DefinitionVersion.countOnly(name, table, momentColumn);
    return new CountOnlyType(name, version, table, momentColumn, enabled, source);
  }

  private String momentColumn() {
    String column = section.text("occurred_at");
    String problem =
        column == null
            ? "a count-only type needs the column to count by; write occurred_at: my_moment"
            : Names.identifierProblem("occurred_at", column);
    if (problem != null) {
      problems.at(section.place("occurred_at"), problem);
    }
    return column == null ? "" : column;
  }

  private DocumentType imported(String name, String table, boolean enabled) {
    JsonPath accept = section.path("accept");
    OccurredAt occurredAt = occurredAt();
    SliceWidth sliceWidth = sliceWidth();
    Each each = each();
    List<JsonPath> drop = section.paths("drop");
    List<Column> columns = new ColumnsParser(section, each != null, problems).parse();
    if (occurredAt.ofElement() && each == null) {
      problems.at(section.place("occurred_at"), ColumnsParser.NO_EACH);
    }
    PersonalData.check(section, problems, occurredAt, each, drop, columns);
    Instant since = SinceParser.parse(section, problems);
    List<Duration> recheck = AgeParser.recheck(section, problems);
    Duration fresh = AgeParser.fresh(section, problems);
    HttpSource http = SourceParser.parse(section, recheck, problems);
    if (http != null) {
      sliceWidth = atLeast(http, sliceWidth);
      SourceChecks.checkKept(section, problems, http, recheck);
      SourceChecks.checkFresh(section, problems, http, fresh);
    }
    problems.throwIfAny();
    Mapping mapping = new Mapping(accept, occurredAt, each, drop, columns);
    if (http != null) {
      SourceChecks.checkPaths(section, problems, mapping);
      problems.throwIfAny();
    }
    return new DocumentType(
        name,
        DefinitionVersion.of(name, table, mapping, http),
        table,
        mapping,
        new ImportSchedule(sliceWidth, since, recheck, fresh),
        enabled,
        new TableLayout(false, each != null),
        http,
        source);
  }

  private String name(boolean countOnly) {
    if (!section.has("type")) {
      problems.at(section.place("type"), "the key 'type' is missing; write type: MyType");
    }
    return tableName("type", countOnly);
  }

  private String tableName(String key, boolean countOnly) {
    String name = section.text(key);
    if (name == null) {
      return "";
    }
    String problem = Names.tableProblem(key, name, countOnly);
    if (problem != null) {
      problems.at(section.place(key), problem);
    }
    return name;
  }

  private OccurredAt occurredAt() {
    if (section.has("occurred_at") && section.place("occurred_at") instanceof MappingNode node) {
      Section mapping = new Section(node, "", problems);
      mapping.refuseUnknown(OCCURRED_AT_KEYS);
      boolean ofElement = mapping.has("from_each");
      JsonPath from = mapping.path(ofElement ? "from_each" : "from");
      if (ofElement == mapping.has("from")) {
        problems.at(node, "occurred_at needs one path; write from: /timestamp");
      }
      MomentUnit unit = ColumnTypeParser.unit(mapping, problems);
      return from == null ? OccurredAt.INGEST_TIME : new OccurredAt(from, unit, ofElement);
    }
    JsonPath from = section.path("occurred_at");
    return from == null ? OccurredAt.INGEST_TIME : new OccurredAt(from, MomentUnit.SECONDS_OR_ISO);
  }

  private @Nullable Each each() {
    if (!section.has("each") || !(section.place("each") instanceof MappingNode node)) {
      JsonPath from = section.path("each");
      return from == null ? null : new Each(from, null);
    }
    Section mapping = new Section(node, "", problems);
    mapping.refuseUnknown(EACH_KEYS);
    JsonPath from = mapping.path("from");
    if (!mapping.has("from")) {
      problems.at(node, "each has no path to an array; write from: /data/items");
    }
    return from == null ? null : new Each(from, mapping.path("key"));
  }

  /** A slice is never narrower than a file. */
  private SliceWidth atLeast(HttpSource http, SliceWidth written) {
    if (written.seconds() >= http.grain()) {
      return written;
    }
    SliceWidth ofFile = http.grain() > SliceWidth.HOUR.seconds() ? SliceWidth.DAY : SliceWidth.HOUR;
    if (section.has("slice_width")) {
      problems.at(
          section.place("slice_width"),
          "slice_width '%s' is narrower than a file, which has %s; write %s or more"
              .formatted(written, ofFile, ofFile));
    }
    return ofFile;
  }

  private SliceWidth sliceWidth() {
    String written = section.text("slice_width");
    if (written == null) {
      // A request an hour costs an API less than six, and the tick comes once an hour.
      return section.has("source") ? SliceWidth.HOUR : SliceWidth.TEN_MINUTES;
    }
    return SliceWidth.parse(written)
        .orElseGet(
            () -> {
              problems.at(
                  section.place("slice_width"),
                  "slice_width '%s' is not supported; use one of %s"
                      .formatted(written, SliceWidth.choices()));
              return SliceWidth.TEN_MINUTES;
            });
  }
}
