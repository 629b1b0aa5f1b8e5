package dev.millrace.infra.part;

import java.util.List;
import software.amazon.awscdk.services.logs.CfnLogGroup;
import software.constructs.Construct;

/** How long logs are kept. */
public final class Retention {

  /** What CloudWatch accepts, up to ten years. */
  static final List<Integer> DAYS =
      List.of(
          1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557,
          2922, 3288, 3653);

  private Retention() {}

  /** Changes all log groups that the construct has made so far. */
  public static void of(Construct construct, int days) {
    construct.getNode().findAll().stream()
        .filter(CfnLogGroup.class::isInstance)
        .map(CfnLogGroup.class::cast)
        .forEach(group -> group.setRetentionInDays(days));
  }
}
