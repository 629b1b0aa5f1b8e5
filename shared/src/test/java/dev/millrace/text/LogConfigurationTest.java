package dev.millrace.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Tests every log configuration of the product with external text. */
final class LogConfigurationTest {

  private static final String FORGED =
      "kind 'x\n2026-01-01T00:00:00.000Z ERROR forged\r\u001b[2J\u202e\u2028'";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "worker/src/main/resources/logback.xml",
        "producer/src/assembly/logback.xml",
        "cli/src/main/resources/millrace-logback.xml",
        "bench/src/main/resources/logback.xml"
      })
  void lines_cannot_be_forged(String file) throws JoranException {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Path.of("..", file).toFile());
    context.getMDCAdapter().put("type", FORGED);
    Exception suppressed = new IllegalArgumentException(FORGED);
    Exception exception = new IllegalStateException(FORGED, new RuntimeException(FORGED));
    exception.addSuppressed(suppressed);

    String log = log(context, exception);

    assertThat(log)
        .contains("\\n2026-01-01T00:00:00.000Z ERROR forged\\r\\u001b[2J\\u202e\\u2028")
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}&&[^\\n\\t]]");
    assertThat(log.lines())
        .allMatch(
            line ->
                line.matches(
                    "\\s+at .*|\\s+\\.\\.\\. \\d+ common.*|.*Exception: kind.*|.* - the .*"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "worker/src/main/resources/logback.xml",
        "producer/src/assembly/logback.xml",
        "cli/src/main/resources/millrace-logback.xml"
      })
  void a_fault_of_a_service_has_no_stack_trace(String file) throws JoranException {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Path.of("..", file).toFile());
    Exception refused =
        new IllegalStateException(
            "the sweep failed",
            SdkClientException.create("no region", new IOException("no such host")));

    assertThat(log(context, refused).lines())
        .hasSize(2)
        .last()
        .isEqualTo("  java.io.IOException: no such host");
    assertThat(log(context, SdkClientException.create(FORGED)).lines()).hasSize(1);
  }

  @Test
  void the_debug_variable_brings_the_trace_back() {
    LoggingEvent event = new LoggingEvent();
    event.setMessage("failed");
    event.setThrowableProxy(new ThrowableProxy(SdkClientException.create("no region")));
    PrintableTrace trace = new PrintableTrace(true);
    trace.start();

    assertThat(trace.convert(event)).contains("SdkClientException: no region", "\tat ");
  }

  private static String log(LoggerContext context, Exception exception) {
    Logger logger = context.getLogger("dev.millrace.Some");
    ConsoleAppender<ILoggingEvent> console =
        (ConsoleAppender<ILoggingEvent>)
            context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("console");
    LoggingEvent event =
        new LoggingEvent(
            "fqcn", logger, Level.WARN, "the {} failed", exception, new Object[] {FORGED});
    return new String(console.getEncoder().encode(event), UTF_8);
  }
}
