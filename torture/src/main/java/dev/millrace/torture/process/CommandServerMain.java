package dev.millrace.torture.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.cli.MillraceMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * Runs commands of the product one after the other, since most of the time of a command is the
 * start of its JVM: reads a line with its arguments, answers with its exit status.
 */
public final class CommandServerMain {

  static final String SEPARATOR = "\t";

  private CommandServerMain() {}

  public static void main(String[] arguments) throws IOException {
    Locale.setDefault(Locale.ROOT);
    PrintStream answers = System.out;
    System.setOut(System.err);
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    String line;
    while ((line = lines.readLine()) != null) {
      List<String> command = List.of(line.split(SEPARATOR, -1));
      int status =
          MillraceMain.commandLine(System.getenv()).execute(command.toArray(String[]::new));
      answers.println(status);
      answers.flush();
    }
  }
}
