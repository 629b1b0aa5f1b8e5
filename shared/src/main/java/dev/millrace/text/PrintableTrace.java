package dev.millrace.text;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The output of {@code %ex} in Logback: a stack trace in which each exception's text is one line. A
 * fault of a service, which no line of the program explains, has a line without the trace, unless
 * the variable {@code MILLRACE_DEBUG} is set.
 */
public final class PrintableTrace extends ThrowableProxyConverter {

  /** The beginnings of the classes of such faults. */
  private static final List<String> SERVICE_FAULTS =
      List.of(
          "software.amazon.awssdk.",
          "dev.millrace.queue.sqs.SendFailedException",
          "com.mysql.cj.jdbc.exceptions.CommunicationsException",
          "java.sql.SQLTransientConnectionException",
          "java.sql.SQLNonTransientConnectionException");

  private final boolean debug;

  /** Created by Logback. */
  public PrintableTrace() {
    this(System.getenv("MILLRACE_DEBUG") != null);
  }

  PrintableTrace(boolean debug) {
    this.debug = debug;
  }

  @Override
  public String convert(ILoggingEvent event) {
    IThrowableProxy exception = event.getThrowableProxy();
    if (exception == null || debug || !ofService(exception)) {
      return super.convert(event);
    }
    IThrowableProxy root = root(exception);
    String reason = String.valueOf(root.getMessage());
    return event.getFormattedMessage().contains(reason)
        ? ""
        : "  %s: %s%n".formatted(root.getClassName(), Printable.of(reason));
  }

  private static boolean ofService(IThrowableProxy exception) {
    for (IThrowableProxy each = exception; each != null; each = each.getCause()) {
      if (SERVICE_FAULTS.stream().anyMatch(each.getClassName()::startsWith)) {
        return true;
      }
    }
    return false;
  }

  private static IThrowableProxy root(IThrowableProxy exception) {
    IThrowableProxy cause = exception.getCause();
    return cause == null ? exception : root(cause);
  }

  @Override
  protected String throwableProxyToString(IThrowableProxy exception) {
    return super.throwableProxyToString(new Escaped(exception));
  }

  private record Escaped(IThrowableProxy exception) implements IThrowableProxy {

    private static @Nullable IThrowableProxy of(@Nullable IThrowableProxy exception) {
      return exception == null ? null : new Escaped(exception);
    }

    @Override
    public @Nullable String getMessage() {
      String message = exception.getMessage();
      return message == null ? null : Printable.of(message);
    }

    @Override
    public String getClassName() {
      return exception.getClassName();
    }

    @Override
    public StackTraceElementProxy[] getStackTraceElementProxyArray() {
      return exception.getStackTraceElementProxyArray();
    }

    @Override
    public int getCommonFrames() {
      return exception.getCommonFrames();
    }

    @Override
    public @Nullable IThrowableProxy getCause() {
      return of(exception.getCause());
    }

    @Override
    public IThrowableProxy @Nullable [] getSuppressed() {
      IThrowableProxy[] suppressed = exception.getSuppressed();
      if (suppressed == null) {
        return null;
      }
      IThrowableProxy[] escaped = new IThrowableProxy[suppressed.length];
      for (int i = 0; i < suppressed.length; i++) {
        escaped[i] = new Escaped(suppressed[i]);
      }
      return escaped;
    }

    @Override
    public boolean isCyclic() {
      return exception.isCyclic();
    }
  }
}
