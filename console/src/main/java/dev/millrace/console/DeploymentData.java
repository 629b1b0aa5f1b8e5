package dev.millrace.console;

import dev.millrace.catalogue.InvalidDefinitionException;
import dev.millrace.database.DatabaseException;
import dev.millrace.operator.change.Signs;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Views and changes of a deployment that this process can reach. Thread-safe. */
public final class DeploymentData implements PageData {

  private final Deployment deployment;
  private final Views views;
  private final Changes changes;

  public DeploymentData(Deployment deployment) {
    this.deployment = deployment;
    this.views = new Views(deployment);
    this.changes = new Changes(deployment);
  }

  @Override
  public String view(String path, Map<String, String> query) throws InterruptedException {
    return explained(() -> find(path, query));
  }

  private String find(String path, Map<String, String> query) throws InterruptedException {
    return switch (path) {
      case "/", "/runs" -> views.status();
      case "/problems" -> views.problems();
      case "/coverage" -> views.coverage(query);
      case "/counts" -> views.counts(query);
      default -> {
        List<String> parts = parts(path);
        if (parts.size() != 2) {
          throw unknown(path);
        }
        yield switch (parts.getFirst()) {
          case "runs" -> views.run(number("run", parts));
          case "slices" -> views.slice(number("slice", parts));
          case "types" -> views.type(parts.get(1));
          default -> throw unknown(path);
        };
      }
    };
  }

  @Override
  public String change(String path, String body) throws InterruptedException {
    return explained(() -> carryOut(path, body));
  }

  private String carryOut(String path, String body) throws InterruptedException {
    return switch (path) {
      case "/problems/redrive" -> redrive(body);
      case "/problems/replay" -> changes.replay(body);
      case "/runs" -> changes.backfill(body);
      default -> {
        List<String> parts = parts(path);
        if (parts.size() != 3) {
          throw unknown(path);
        }
        yield switch (parts.getFirst()) {
          case "runs" -> changes.state(number("run", parts), parts.get(2), body);
          case "slices" -> changes.slice(number("slice", parts), parts.get(2), body);
          default -> throw unknown(path);
        };
      }
    };
  }

  private String redrive(String body) throws InterruptedException {
    String fates = changes.redrive(body);
    views.forgetDeadLetters();
    return fates;
  }

  @Override
  public Signs signs() throws InterruptedException {
    return explained(() -> Signs.read(deployment.producer().database()));
  }

  @FunctionalInterface
  private interface Action<T> {
    T run() throws InterruptedException;
  }

  private <T> T explained(Action<T> action) throws InterruptedException {
    try {
      return action.run();
    } catch (InvalidDefinitionException e) {
      throw new RefusedException(500, String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      throw new RefusedException(400, String.valueOf(e.getMessage()));
    } catch (DatabaseException e) {
      throw e.unavailable() ? new RefusedException(503, deployment.explain().apply(e)) : e;
    }
  }

  private static List<String> parts(String path) {
    return Arrays.asList(path.replaceFirst("^/", "").split("/", -1));
  }

  private static long number(String name, List<String> parts) {
    return Query.number(name, parts.get(1), 0, Long.MAX_VALUE);
  }

  private static RefusedException unknown(String path) {
    return new RefusedException(404, "there is no page '%s'".formatted(path));
  }
}
