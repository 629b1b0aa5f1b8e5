package dev.millrace.infra;

import dev.millrace.database.DatabaseSettings;
import dev.millrace.producer.ProducerSettings;
import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;
import dev.millrace.worker.WorkerSettings;

/** Reads the environment of a program with the program's own settings class. */
final class Settings {

  private Settings() {}

  /**
   * The size of the program's pool.
   *
   * @throws dev.millrace.settings.InvalidSettingsException when the program would refuse to start
   */
  static int connections(Program program) {
    Environment environment = new Environment(program.variables(), Settings::secret);
    if (program.handler().matches("dev\\.millrace\\.(cli|producer\\.function)\\..*")) {
      return ProducerSettings.from(environment).database().connections();
    }
    if (program.handler().endsWith(".SchemaTaskFunction")) {
      environment.check();
      return 0;
    }
    if (program.name().equals("schema")) {
      environment.text(Setting.TYPES);
      DatabaseSettings settings = DatabaseSettings.from(environment, 2);
      environment.check();
      return settings.connections();
    }
    return WorkerSettings.from(environment).database().connections();
  }

  /** The answers of Secrets Manager. */
  private static String secret(String id) {
    return id.startsWith("millrace/") ? "key" : "{\"username\":\"u\",\"password\":\"p\"}";
  }
}
