package dev.millrace.worker.source.api;

import java.io.ByteArrayInputStream;
import java.util.Random;

/** An answer that arrives in pieces of random size, as from a network. */
final class ChoppedInput extends ByteArrayInputStream {

  private final Random random;

  ChoppedInput(byte[] bytes, Random random) {
    super(bytes);
    this.random = random;
  }

  @Override
  public synchronized int read(byte[] target, int offset, int length) {
    int piece = random.nextInt(10) == 0 ? length : 1 + random.nextInt(50);
    return super.read(target, offset, Math.min(piece, length));
  }
}
