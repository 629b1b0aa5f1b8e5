package dev.millrace.database;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Set;

/**
 * A connection that dies after each statement that changes something and after each commit, but at
 * each place only once, so that every run gets a little further than the one before it.
 */
final class DyingConnection implements InvocationHandler {
  private final Connection connection;
  private final Set<String> died;
  private String last = "";

  DyingConnection(Connection connection, Set<String> died) {
    this.connection = connection;
    this.died = died;
  }

  Connection open() {
    return (Connection) proxy(Connection.class, this);
  }

  private static Object proxy(Class<?> type, InvocationHandler handler) {
    return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    Object result = call(connection, method, arguments);
    if (method.getName().equals("prepareStatement")) {
      String sql = (String) arguments[0];
      return proxy(
          PreparedStatement.class,
          (_, inner, its) -> {
            Object answer = call(result, inner, its);
            if (inner.getName().equals("executeUpdate")) {
              last = sql.contains("millrace_migration_step") ? last : sql;
              dieAt(sql);
            }
            return answer;
          });
    }
    if (method.getName().equals("commit")) {
      dieAt("commit of " + last);
    }
    return result;
  }

  private void dieAt(String place) throws SQLException {
    if (died.add(place)) {
      connection.close();
      throw new SQLException("the connection has died", "08S01");
    }
  }

  private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
