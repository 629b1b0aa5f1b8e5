package dev.millrace.bench.planning;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The maximum heap held while something runs: the heap after occasional collections, without later
 * allocations.
 */
final class HeapUse {

  private static final long EVERY_MILLIS = 500;

  private HeapUse() {}

  /** The additional bytes held while it runs. */
  static long during(Runnable work) throws InterruptedException {
    long before = held();
    AtomicLong most = new AtomicLong(before);
    Thread watch =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    while (true) {
                      Thread.sleep(EVERY_MILLIS);
                      most.accumulateAndGet(held(), Math::max);
                    }
                  } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                  }
                });
    work.run();
    watch.interrupt();
    watch.join();
    return most.get() - before;
  }

  private static long held() {
    System.gc();
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getCollectionUsage().getUsed())
        .sum();
  }
}
