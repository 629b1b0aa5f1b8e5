package dev.millrace.bench.process;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The child's side of a {@link ChildJvm}. */
public final class CommandLoop {

  private static final JsonMapper JSON = new JsonMapper();

  private CommandLoop() {}

  /** Executes one kind of commands. */
  @FunctionalInterface
  public interface Commands<C> {

    /** The answer, or an exception that is returned instead. */
    Object carryOut(C command) throws Exception;
  }

  /** Executes commands until the parent closes the stream or ends. */
  public static <C> void serve(InputStream in, PrintStream out, Class<C> type, Commands<C> commands)
      throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    String line;
    while ((line = lines.readLine()) != null) {
      out.println(answer(line, type, commands));
      out.flush();
    }
  }

  private static <C> String answer(String line, Class<C> type, Commands<C> commands)
      throws IOException {
    StringWriter text = new StringWriter();
    try {
      JSON.writeValue(text, Map.of("answer", commands.carryOut(JSON.readValue(line, type))));
      return text.toString();
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      e.printStackTrace();
      return JSON.writeValueAsString(Map.of("error", e.toString()));
    }
  }
}
