package dev.millrace.text;

import ch.qos.logback.classic.pattern.MDCConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** The output of {@code %X} in Logback: a value of the diagnostic context without line ends. */
public final class PrintableMdc extends MDCConverter {

  @Override
  public String convert(ILoggingEvent event) {
    return Printable.of(super.convert(event));
  }
}
