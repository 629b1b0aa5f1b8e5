package dev.millrace.text;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** What Logback writes for {@code %msg}: one line, whatever the message was made of. */
public final class PrintableMessage extends MessageConverter {

  @Override
  public String convert(ILoggingEvent event) {
    return Printable.of(String.valueOf(super.convert(event)));
  }
}
