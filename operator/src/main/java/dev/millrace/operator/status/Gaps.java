package dev.millrace.operator.status;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Database;
import dev.millrace.ledger.run.Retrying;
import dev.millrace.plan.Expectation;
import dev.millrace.time.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The imported spans and the gaps of some types.
 *
 * @param window the window shown
 * @param whole whether the whole window is evaluated, including time that is not expected
 * @param retrying retrying slices by type, up to {@link #MOST_RETRYING} each
 */
public record Gaps(
    List<TypeCoverage> types, Window window, boolean whole, Map<String, List<Retrying>> retrying) {

  /** Maximum number of retrying slices per type. */
  public static final int MOST_RETRYING = 1000;

  /** The window from its bounds in unix seconds; may refuse them. */
  @FunctionalInterface
  public interface WindowCheck {
    Window window(long from, long to);
  }

  public Gaps {
    types = List.copyOf(types);
    retrying = Map.copyOf(retrying);
  }

  /**
   * Evaluates the expected time, or the whole requested window.
   *
   * @param from null for the first expected second of these types
   * @param to null for now
   */
  public static Gaps of(
      Database database,
      Collection<DocumentType> types,
      @Nullable Instant from,
      @Nullable Instant to,
      WindowCheck check) {
    long settled = database.now().minus(Expectation.SOURCE_LAG).getEpochSecond();
    Map<String, List<Retrying>> retrying = new HashMap<>();
    for (DocumentType type : types) {
      retrying.put(
          type.name(),
          database.transact(connection -> Retrying.of(connection, type.name(), MOST_RETRYING)));
    }
    List<TypeCoverage> expected =
        from == null ? coverage(database, types, settled, null) : List.of();
    Window window =
        check.window(
            from == null ? first(expected, settled) : from.getEpochSecond(),
            to == null ? settled : to.getEpochSecond());
    boolean whole = from != null || to != null;
    return new Gaps(
        whole ? coverage(database, types, settled, window) : expected, window, whole, retrying);
  }

  private static List<TypeCoverage> coverage(
      Database database, Collection<DocumentType> types, long settled, @Nullable Window asked) {
    List<TypeCoverage> coverage = new ArrayList<>();
    for (DocumentType type : types) {
      coverage.add(
          database.transact(connection -> TypeCoverage.of(connection, type, settled, asked)));
    }
    return coverage;
  }

  private static long first(List<TypeCoverage> types, long settled) {
    return types.stream()
        .flatMap(type -> Optional.ofNullable(type.expected()).stream())
        .mapToLong(Window::from)
        .min()
        .orElse(settled - 1);
  }

  /** The retrying slices of a type that overlap the window. */
  public List<Retrying> retryingIn(String type) {
    return retrying.getOrDefault(type, List.of()).stream()
        .filter(slice -> slice.window().overlaps(window))
        .toList();
  }
}
