package dev.millrace.cli;

import dev.millrace.settings.Setting;
import java.util.Arrays;

/** All settings with their meaning and default, as {@code --help} shows them. */
final class SettingsHelp {

  private SettingsHelp() {}

  static String[] lines() {
    return Arrays.stream(Setting.values())
        .map(
            setting ->
                "  %-27s %s%s"
                    .formatted(
                        setting.variable(),
                        setting.meaning(),
                        setting.fallback().map(value -> " (" + value + ")").orElse(""))
                    .replace("%", "%%"))
        .toArray(String[]::new);
  }
}
