package io.pgcluster.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the proxies of JDBC's interfaces have in common: they are equal to themselves alone. */
abstract class JdbcProxy implements InvocationHandler {
  private final String description;

  JdbcProxy(String description) {
    this.description = description;
  }

  final <T> T as(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(JdbcProxy.class.getClassLoader(), new Class<?>[] {type}, this));
  }

  /** Any call but those of Object, and of Wrapper for the proxy itself. */
  abstract @Nullable Object handle(Object proxy, Call call) throws SQLException;

  @Override
  public final @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws SQLException {
    Call call = new Call(method, arguments);
    return switch (call.name()) {
      case "equals" -> proxy == call.argument(0);
      case "hashCode" -> System.identityHashCode(proxy);
      case "toString" -> description;
      case "unwrap" -> wraps(proxy, call) ? proxy : handle(proxy, call);
      case "isWrapperFor" -> wraps(proxy, call) ? true : handle(proxy, call);
      // It may throw nothing else.
      case "setClientInfo" -> handleClientInfo(proxy, call);
      default -> handle(proxy, call);
    };
  }

  private static boolean wraps(Object proxy, Call call) {
    return call.argument(0) instanceof Class<?> type && type.isInstance(proxy);
  }

  private @Nullable Object handleClientInfo(Object proxy, Call call) throws SQLException {
    try {
      return handle(proxy, call);
    } catch (SQLClientInfoException e) {
      throw e;
    } catch (SQLException e) {
      throw new SQLClientInfoException(e.getMessage(), e.getSQLState(), Map.of(), e);
    }
  }
}
