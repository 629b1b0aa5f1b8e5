package dev.millrace.console;

import dev.millrace.operator.change.Signs;
import java.util.Map;

/**
 * What the pages show and what their buttons do, by the paths of the web server. A console may be
 * far from its deployment. Thread-safe.
 */
public interface PageData {

  /**
   * What a page shows, as a command prints it for {@code --json}.
   *
   * @param path such as /coverage
   * @param query the parameters of the request
   * @throws RefusedException when there is no such page, a parameter is wrong or the deployment
   *     cannot be reached
   */
  String view(String path, Map<String, String> query) throws InterruptedException;

  /**
   * Does what a command does, and answers with what it prints for {@code --json}.
   *
   * @param path such as /runs/7/pause
   * @param body a JSON object, or nothing where the path says it all
   * @throws RefusedException when nothing was changed
   */
  String change(String path, String body) throws InterruptedException;

  /**
   * The signs of what may have changed.
   *
   * @throws RefusedException when the deployment cannot be reached
   */
  Signs signs() throws InterruptedException;
}
