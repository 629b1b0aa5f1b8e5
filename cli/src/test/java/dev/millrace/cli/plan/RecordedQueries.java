package dev.millrace.cli.plan;

import com.mysql.cj.MysqlConnection;
import com.mysql.cj.Query;
import com.mysql.cj.interceptors.QueryInterceptor;
import com.mysql.cj.log.Log;
import com.mysql.cj.protocol.Resultset;
import com.mysql.cj.protocol.ServerSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sits in the driver and keeps one example of every statement, with its values. */
public final class RecordedQueries implements QueryInterceptor {

  /** By the statement without its values. */
  private static final Map<String, String> EXAMPLES = new ConcurrentHashMap<>();

  /** The statements that have a plan. */
  static List<String> taken() {
    return new ArrayList<>(EXAMPLES.values());
  }

  @Override
  public QueryInterceptor init(MysqlConnection owner, Properties properties, Log log) {
    return this;
  }

  @Override
  @SuppressWarnings("TypeParameterUnusedInFormals") // as the driver wants it
  public <T extends Resultset> @Nullable T preProcess(
      Supplier<String> sql, @Nullable Query interceptedQuery) {
    String text = sql.get();
    if (text != null
        && text.matches("(?s)(SELECT|UPDATE|DELETE|INSERT .*SELECT).*FROM .*|UPDATE .*")) {
      EXAMPLES.putIfAbsent(withoutValues(text), text);
    }
    return null;
  }

  private static String withoutValues(String sql) {
    return sql.replaceAll("'[^']*'", "?")
        .replaceAll("\\b-?\\d+(\\.\\d+)?\\b", "?")
        .replaceAll("\\?(, \\?)+", "?");
  }

  @Override
  public <T extends Resultset> @Nullable T postProcess(
      Supplier<String> sql,
      @Nullable Query interceptedQuery,
      @Nullable T originalResultSet,
      @Nullable ServerSession serverSession) {
    return null;
  }

  @Override
  public boolean executeTopLevelOnly() {
    return false;
  }

  @Override
  public void destroy() {}
}
