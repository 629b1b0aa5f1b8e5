package dev.millrace.bench.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.local.process.GuardedProcess;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Another JVM with this one's class path, which ends with this one. Its standard streams carry
 * commands and answers, one at a time; its errors go to a log. Thread-safe.
 */
public final class ChildJvm implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration LONGEST_ANSWER = Duration.ofMinutes(3);
  private static final String END = "";

  private final String name;
  private final Path log;
  private final Process process;
  private final BufferedWriter commands;
  private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(2);

  private ChildJvm(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    Thread.ofVirtual().name("answers of " + name).start(this::readAnswers);
  }

  /**
   * Starts a program that calls {@link CommandLoop#serve}.
   *
   * @param name for messages
   * @param log receives its standard error
   */
  public static ChildJvm start(
      String name, Path log, Class<?> program, List<String> options, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(program.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().keySet().removeIf(variable -> variable.startsWith("AWS_"));
    return new ChildJvm(name, log, GuardedProcess.start(builder));
  }

  private void readAnswers() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      String line;
      while ((line = reader.readLine()) != null) {
        answers.put(line);
      }
      answers.put(END);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Sends a command and waits for its answer.
   *
   * @throws ChildFailedException when there is none, or when the command failed
   */
  public synchronized <T> T ask(Object command, Class<T> answer) {
    try {
      commands.write(JSON.writeValueAsString(command));
      commands.newLine();
      commands.flush();
      String line = answers.poll(LONGEST_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null || line.equals(END)) {
        throw failed(command, line == null ? "did not answer" : "ended");
      }
      JsonNode node = JSON.readTree(line);
      if (node.has("error")) {
        throw failed(command, "answered " + node.path("error").asText());
      }
      return JSON.treeToValue(node.path("answer"), answer);
    } catch (JsonProcessingException e) {
      throw failed(command, "could not be understood: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw failed(command, "does not listen: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(command, "was interrupted");
    }
  }

  public long pid() {
    return process.pid();
  }

  private ChildFailedException failed(Object command, String how) {
    return new ChildFailedException("%s %s on %s, see %s".formatted(name, how, command, log));
  }

  /** Ends the child, which sees the end of its commands; kills it after five seconds. */
  @Override
  public void close() {
    try {
      commands.close();
      if (process.waitFor(5, TimeUnit.SECONDS)) {
        return;
      }
    } catch (IOException _) {
      // it no longer listens
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
