package dev.millrace.infra.emulator;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.database.DatabaseSettings;
import dev.millrace.infra.NeedsNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.mysql.MySQLContainer;

/** Runs the deployment at LocalStack and MySQL 8.4, where there is a Docker engine. */
@NeedsNode
class ContainersTest {

  private static final URI REGISTRY = URI.create("https://registry-1.docker.io/v2/");
  private static final String LOCALSTACK = "localstack/localstack:4.14.0";
  private static final String MYSQL = "mysql:8.4.7";

  /** Testcontainers starts it to learn about the engine. */
  private static final String TESTCONTAINERS = "alpine:3.17";

  /** Removes containers of a killed test. */
  private static final String REAPER = "testcontainers/ryuk:0.14.0";

  @TempDir private Path folder;

  @Test
  void an_event_on_the_bus_becomes_rows_and_counts() throws IOException, InterruptedException {
    if (Docker.run("version") != 0) {
      System.out.println(
          "SKIPPED: the deployment at LocalStack and MySQL 8.4 needs a Docker engine");
      assumeTrue(false, "no Docker engine");
    }
    // Without this, Testcontainers tries to pull for minutes before it fails.
    List<String> images = new ArrayList<>(List.of(LOCALSTACK, MYSQL, TESTCONTAINERS));
    if (!"true".equals(System.getenv("TESTCONTAINERS_RYUK_DISABLED"))) {
      images.add(REAPER);
    }
    Docker.requireImages(images, REGISTRY);
    // Later images of LocalStack require an account.
    try (LocalStackContainer aws =
            new LocalStackContainer(LOCALSTACK)
                .withServices(
                    "cloudformation", "events", "iam", "scheduler", "secretsmanager", "sqs");
        MySQLContainer mysql = new MySQLContainer(MYSQL)) {
      aws.start();
      mysql.start();
      // The image's own user may not create users.
      DatabaseSettings root =
          new DatabaseSettings(mysql.getJdbcUrl(), "root", mysql.getPassword(), 4);
      new EndToEnd(new Emulator(aws.getEndpoint()), root, folder).run();
    }
  }
}
