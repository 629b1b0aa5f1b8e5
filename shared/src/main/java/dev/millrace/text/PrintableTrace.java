package dev.millrace.text;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import org.jspecify.annotations.Nullable;

/**
 * The output of {@code %ex} in Logback: a stack trace in which each exception's text is one line.
 */
public final class PrintableTrace extends ThrowableProxyConverter {

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
