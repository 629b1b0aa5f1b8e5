package dev.millrace.infra;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.database.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.mysql.MySQLContainer;

/** Runs the deployment at LocalStack and MySQL 8.4, where there is a Docker engine. */
@NeedsNode
class ContainersTest {

  @TempDir private Path folder;

  @Test
  void an_event_on_the_bus_becomes_rows_and_counts() throws IOException, InterruptedException {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      System.out.println(
          "SKIPPED: the deployment at LocalStack and MySQL 8.4 needs a Docker engine");
      assumeTrue(false, "no Docker engine");
    }
    // Later images of LocalStack require an account.
    try (LocalStackContainer aws =
            new LocalStackContainer("localstack/localstack:4.14.0")
                .withServices("cloudformation", "events", "secretsmanager", "sqs");
        MySQLContainer mysql = new MySQLContainer("mysql:8.4.7")) {
      aws.start();
      mysql.start();
      // The image's own user may not create users.
      DatabaseSettings root =
          new DatabaseSettings(mysql.getJdbcUrl(), "root", mysql.getPassword(), 4);
      new EndToEnd(new Emulator(aws.getEndpoint()), root, folder).run();
    }
  }
}
