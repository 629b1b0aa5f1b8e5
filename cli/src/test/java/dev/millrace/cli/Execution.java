package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** The exit status and output of a command. */
public record Execution(int status, String out, String err) {

  /** Runs a command in this JVM. */
  public static Execution of(Map<String, String> environment, String... arguments) {
    return of(MillraceMain.commandLine(environment), arguments);
  }

  public static Execution of(CommandLine commandLine, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        commandLine
            .setOut(new PrintWriter(new BufferedWriter(out), true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Execution(status, out.toString(), err.toString());
  }

  /** Fails unless the command has printed this one line of error and nothing else. */
  public void assertRefused(int status, String line) {
    assertThat(err).isEqualTo(line + "\n");
    assertThat(out).isEmpty();
    assertThat(this.status).isEqualTo(status);
  }

  public List<String> lines() {
    return out.lines().toList();
  }

  /** The only output, one line of JSON. */
  public JsonNode json() {
    assertThat(err).isEmpty();
    assertThat(out).hasLineCount(1);
    try {
      return new JsonMapper().readTree(out);
    } catch (JsonProcessingException e) {
      throw new AssertionError(out, e);
    }
  }
}
