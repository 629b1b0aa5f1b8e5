package dev.millrace.worker;

import com.mysql.cj.MysqlConnection;
import com.mysql.cj.Query;
import com.mysql.cj.interceptors.QueryInterceptor;
import com.mysql.cj.jdbc.JdbcConnection;
import com.mysql.cj.log.Log;
import com.mysql.cj.protocol.Resultset;
import com.mysql.cj.protocol.ServerSession;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sits in the driver and, before and after any statement of a transaction, commits among them, now
 * and then waits a little, or cuts the connection as the end of its process would.
 */
public final class FaultyQueries implements QueryInterceptor {

  private static final Map<String, Integer> CUTS = new ConcurrentHashMap<>();

  private static volatile int cutsPerThousand;

  private static volatile boolean cutAfter;

  private static final AtomicInteger PACKETS = new AtomicInteger();

  private static final Queue<String> STATEMENTS = new ConcurrentLinkedQueue<>();

  /** Statements until the one after which something happens; not counted below 0. */
  private static final AtomicInteger LEFT = new AtomicInteger(-1);

  private static volatile @Nullable Runnable happening;

  private boolean cutNow;
  private @Nullable JdbcConnection connection;

  /** What to add to a JDBC URL. */
  public static String option() {
    return "&queryInterceptors=" + FaultyQueries.class.getName();
  }

  /** How many of a thousand moments are the last of their connection. */
  public static void cut(int perThousand) {
    cutsPerThousand = perThousand;
  }

  /**
   * Lets something happen before the next statement but so many, on its thread, once.
   *
   * @param statements 0 for the next one
   */
  public static void happen(int statements, Runnable what) {
    happening = what;
    LEFT.set(statements);
  }

  /** Cuts the connection before the next statement but so many, or after it. */
  public static void cutOnce(int statements, boolean after) {
    happening = null;
    cutAfter = after;
    LEFT.set(statements);
  }

  /** The statements since the last call, commits among them, as verb and table. */
  public static List<String> takeStatements() {
    List<String> taken = new ArrayList<>();
    for (String next = STATEMENTS.poll(); next != null; next = STATEMENTS.poll()) {
      taken.add(next);
    }
    return taken;
  }

  /** The round trips since the last call. */
  public static int takePackets() {
    return PACKETS.getAndSet(0);
  }

  /** Whether that has not happened yet. */
  public static boolean isPending() {
    return LEFT.getAndSet(-1) >= 0;
  }

  /** How often a connection was cut, by the statement before or after which that was. */
  public static Map<String, Integer> cuts() {
    return new TreeMap<>(CUTS);
  }

  @Override
  public QueryInterceptor init(MysqlConnection owner, Properties properties, Log log) {
    connection = (JdbcConnection) owner;
    return this;
  }

  @Override
  @SuppressWarnings("TypeParameterUnusedInFormals") // as the driver wants it
  public <T extends Resultset> @Nullable T preProcess(
      Supplier<String> sql, @Nullable Query interceptedQuery) {
    String text = sql.get();
    if (text != null && !ofTheDriver(text)) {
      for (String statement : text.split(";\n", -1)) {
        STATEMENTS.add(name(statement));
      }
      PACKETS.incrementAndGet();
      if (LEFT.get() >= 0) {
        strikeOnce();
      }
    }
    strike("before ", text);
    return null;
  }

  @Override
  public <T extends Resultset> @Nullable T postProcess(
      Supplier<String> sql,
      @Nullable Query interceptedQuery,
      @Nullable T originalResultSet,
      @Nullable ServerSession serverSession) {
    if (cutNow) {
      cutNow = false;
      abort();
    }
    strike("after ", sql.get());
    return null;
  }

  private void strikeOnce() {
    if (LEFT.getAndDecrement() > 0) {
      return;
    }
    Runnable what = happening;
    if (what != null) {
      what.run();
      if (Thread.currentThread().isInterrupted()) {
        abort(); // the driver notices an interrupt only when the answer is late
      }
    } else if (cutAfter) {
      cutNow = true;
    } else {
      abort();
    }
  }

  private void abort() {
    try {
      Objects.requireNonNull(connection).abortInternal();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void strike(String when, @Nullable String sql) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    JdbcConnection victim = connection;
    if (cutsPerThousand == 0 || sql == null || victim == null || ofTheDriver(sql)) {
      return;
    }
    if (random.nextInt(10) == 0) {
      pause(random.nextInt(8));
    }
    if (random.nextInt(1000) < cutsPerThousand) {
      CUTS.merge(when + name(sql), 1, Integer::sum);
      abort();
    }
  }

  private static boolean ofTheDriver(String sql) {
    return sql.startsWith("/*") || sql.startsWith("SET ") || sql.startsWith("SHOW ");
  }

  /** Verb and table. */
  private static String name(String sql) {
    String words = sql.strip().replaceAll("\\s+", " ");
    String table = words.replaceFirst("(?i).*?(?:FROM|INTO|UPDATE) [`(]*(\\w+).*", " $1");
    return words.replaceFirst("(\\w+).*", "$1") + (table.equals(words) ? "" : table);
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean executeTopLevelOnly() {
    return false;
  }

  @Override
  public void destroy() {
    connection = null;
  }
}
