package dev.millrace.catalogue.definition;

import dev.millrace.catalogue.Column;
import dev.millrace.catalogue.Each;
import dev.millrace.catalogue.Mapping;
import dev.millrace.catalogue.OccurredAt;
import dev.millrace.catalogue.Origin;
import dev.millrace.catalogue.http.HttpSource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The version of a definition: a hash of all keys that affect the written rows. */
final class DefinitionVersion {

  private static final int DIGITS = 16;

  private final StringBuilder canonical = new StringBuilder();

  private DefinitionVersion() {}

  static String of(String name, String table, Mapping mapping, @Nullable HttpSource http) {
    OccurredAt occurredAt = mapping.occurredAt();
    Each each = mapping.each();
    DefinitionVersion version = new DefinitionVersion();
    version.add(name).add(table).add(mapping.accept());
    version.add(occurredAt.from()).add(occurredAt.unit().spelling());
    for (Column column : mapping.columns()) {
      version.add(column);
    }
    if (each != null) {
      version.extra("each", each.from()).extra("key", each.key());
      version.extra("occurred_at of element", occurredAt.ofElement());
    }
    mapping.drop().forEach(path -> version.extra("drop", path));
    if (http != null) {
      version.add(http);
    }
    return version.hash();
  }

  /** What decides which documents a window has, and their ids and moments. */
  private void add(HttpSource http) {
    extra("url", http.url()).extra("post", http.post()).extra("documents", http.documents());
    http.params().forEach((name, param) -> extra("param", name).add(param.value()));
    http.id().forEach(path -> extra("id", path));
    extra("timestamp", http.timestamp().from()).add(http.timestamp().unit().spelling());
  }

  private void add(Column column) {
    Origin origin = column.origin();
    add(column.name()).add(origin.paths().getFirst()).add(column.type().spelling());
    add(column.required()).add(column.defaultValue());
    add(column.lookup() == null ? null : column.lookup().spelling());
    origin.paths().stream().skip(1).forEach(path -> extra("or", path));
    if (origin.ofElement()) {
      extra("from_each", true);
    }
    if (origin.join() != null) {
      extra("join", origin.join());
    }
    origin.derivations().forEach(derivation -> extra("derive", derivation.spelling()));
    if (column.hashed()) {
      extra("hash", true);
    }
  }

  /** Rare keys leave no trace in other definitions, so the versions of these stay unchanged. */
  private DefinitionVersion extra(String key, @Nullable Object field) {
    canonical.append('+');
    return add(key).add(field);
  }

  /** A count-only definition writes nothing, so its version depends on the counted rows. */
  static String countOnly(String name, String table, String momentColumn) {
    return new DefinitionVersion().add("count_only").add(name).add(table).add(momentColumn).hash();
  }

  /** Each field is preceded by its length, so that no two definitions have the same text. */
  private DefinitionVersion add(@Nullable Object field) {
    if (field == null) {
      canonical.append('-');
    } else {
      String text = field.toString();
      canonical.append(text.length()).append(':').append(text);
    }
    return this;
  }

  private String hash() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(canonical.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
