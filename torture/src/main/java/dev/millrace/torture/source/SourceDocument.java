package dev.millrace.torture.source;

import java.util.ArrayList;
import java.util.List;

/** A document and all its versions. Guarded by the lock of its {@link World}. */
public final class SourceDocument {

  private final Kind kind;
  private final String id;
  private final long timestamp;
  private final List<Version> versions = new ArrayList<>();

  /**
   * @param timestamp unix seconds
   */
  SourceDocument(Kind kind, String id, long timestamp) {
    this.kind = kind;
    this.id = id;
    this.timestamp = timestamp;
  }

  /** What the document says from a revision of the source on, until the next version. */
  public record Version(long revision, Content content) {}

  void change(long revision, Content content) {
    versions.add(new Version(revision, content));
  }

  public Kind kind() {
    return kind;
  }

  public String id() {
    return id;
  }

  public long timestamp() {
    return timestamp;
  }

  Content newest() {
    return versions.getLast().content();
  }

  /** The versions that the source held at a revision or later, the oldest first. */
  public List<Version> since(long revision) {
    int first = 0;
    while (first + 1 < versions.size() && versions.get(first + 1).revision() <= revision) {
      first++;
    }
    return List.copyOf(versions.subList(first, versions.size()));
  }

  /** Whether the source held it at a revision. */
  public boolean isIn(long revision) {
    return versions.getFirst().revision() <= revision;
  }
}
