package dev.millrace.cli.option;

import dev.millrace.settings.Setting;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Help;

/** All settings with their meanings and defaults, as {@code --help} prints them. */
public final class SettingsHelp {

  private SettingsHelp() {}

  public static String table(Help help) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (Setting setting : Setting.values()) {
      String fallback =
          setting
              .fallback()
              .filter(value -> !value.isEmpty())
              .map(value -> " (" + value + ")")
              .orElse("");
      settings.put(setting.variable(), setting.meaning() + fallback);
    }
    settings.put("MILLRACE_CACHE", "folder into which the demo unpacks its database");
    settings.put("MILLRACE_JAVA_OPTIONS", "additional options for the command's JVM");
    settings.put("COLUMNS", "width of the output (the terminal's, or 80)");
    settings.put("NO_COLOR", "when set, no colours unless --color=always");
    settings.put("MILLRACE_DEBUG", "when set, errors include a stack trace");
    return help.createTextTable(settings).toString();
  }
}
