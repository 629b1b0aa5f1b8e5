package dev.millrace.settings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings as the only arguments of a program: {@code --import-permits=4}. */
public final class Arguments {

  private Arguments() {}

  /**
   * The variables, overridden by the arguments.
   *
   * @param arguments {@code --name=value} or {@code --name value}
   * @throws InvalidSettingsException naming all arguments that are not settings
   */
  public static Map<String, String> over(Map<String, String> variables, List<String> arguments) {
    Map<String, String> all = new LinkedHashMap<>(variables);
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String[] parts = arguments.get(i).split("=", 2);
      Optional<Setting> setting = setting(parts[0]);
      if (setting.isEmpty()) {
        problems.add(
            parts[0].startsWith("--")
                ? "unknown option %s; the worker's options are the settings listed by --help"
                    .formatted(parts[0])
                : "'%s' is not understood; write --name=value".formatted(parts[0]));
        i += parts.length == 1 && parts[0].startsWith("--") ? 1 : 0;
      } else if (parts.length == 2) {
        all.put(setting.get().variable(), parts[1]);
      } else if (i + 1 < arguments.size()) {
        i++;
        all.put(setting.get().variable(), arguments.get(i));
      } else {
        problems.add(parts[0] + " has no value");
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
    return all;
  }

  private static Optional<Setting> setting(String option) {
    return Arrays.stream(Setting.values())
        .filter(setting -> setting.option().equals(option))
        .findFirst();
  }
}
