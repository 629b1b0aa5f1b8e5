package dev.millrace.broken;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Takes the time and chance itself in every way, and once each as it should. */
final class ReadsTheClock {
  private ReadsTheClock() {}

  static List<Supplier<?>> wrong() {
    return List.of(
        Instant::now,
        () -> LocalDate.now(ZoneOffset.UTC),
        System::currentTimeMillis,
        InstantSource::system,
        () -> Clock.systemUTC().instant(),
        () -> new Random());
  }

  static List<Supplier<?>> right(InstantSource clock, long seed) {
    return List.of(clock::instant, () -> new Random(seed));
  }
}
