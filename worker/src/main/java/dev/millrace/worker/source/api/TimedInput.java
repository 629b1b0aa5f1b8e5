package dev.millrace.worker.source.api;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The body of an answer with a timeout for each read: the HTTP client itself waits for a body
 * forever. Not thread-safe.
 */
public final class TimedInput extends FilterInputStream {

  private final Duration limit;
  private final ScheduledExecutorService timer;
  private volatile boolean late;

  /**
   * @param in a stream whose reads end when another thread closes it
   */
  public TimedInput(InputStream in, Duration limit, ScheduledExecutorService timer) {
    super(in);
    this.limit = limit;
    this.timer = timer;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (in.available() > 0) {
      return in.read(bytes, offset, length);
    }
    Future<?> alarm = timer.schedule(this::timeOut, limit.toNanos(), TimeUnit.NANOSECONDS);
    try {
      return in.read(bytes, offset, length);
    } catch (IOException e) {
      throw late ? new HttpTimeoutException("no data for %s ms".formatted(limit.toMillis())) : e;
    } finally {
      alarm.cancel(false);
    }
  }

  private void timeOut() {
    late = true;
    try {
      in.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
