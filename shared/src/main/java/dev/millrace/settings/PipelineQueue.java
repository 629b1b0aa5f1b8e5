package dev.millrace.settings;

import java.util.Locale;

/** A queue of the pipeline. */
public enum PipelineQueue {
  /** Of scheduled slices. */
  IMPORT(Setting.IMPORT_QUEUE),
  /** Of slices that scheduled ones must not wait for. */
  BACKFILL(Setting.BACKFILL_QUEUE),
  /** Of hints to count. */
  AGGREGATE(Setting.AGGREGATE_QUEUE);

  private final Setting setting;

  PipelineQueue(Setting setting) {
    this.setting = setting;
  }

  /** The setting that holds its URL. */
  public Setting setting() {
    return setting;
  }

  /** Its spelling in options, in JSON and on a local stack. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The same, since options show and read their values this way. */
  @Override
  public String toString() {
    return text();
  }
}
