package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.language.Finding;
import dev.millrace.cli.language.Phrase;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The help of every command is plain English. */
class HelpLanguageTest {

  @Test
  void help_contains_no_refused_phrases() {
    CommandLine all = MillraceMain.commandLine(Map.of(), _ -> null);

    List<Finding> findings =
        commands(all)
            .flatMap(
                command ->
                    Phrase.in(
                        command.getUsageMessage(Ansi.OFF).replaceAll("\\s+", " "),
                        command.getCommandSpec().qualifiedName() + " --help",
                        1)
                        .stream())
            .toList();

    assertThat(findings).isEmpty();
  }

  private static Stream<CommandLine> commands(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(HelpLanguageTest::commands));
  }
}
