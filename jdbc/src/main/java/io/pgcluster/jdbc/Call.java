package io.pgcluster.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A call of a method of JDBC that can be made on more than one object. */
final class Call {
  private static final Object[] NOTHING = {};

  private final Method method;
  private final Object[] arguments;

  /**
   * As a proxy is told of it.
   *
   * @param arguments null when the method has none
   */
  Call(Method method, Object @Nullable [] arguments) {
    this.method = method;
    this.arguments = arguments == null ? NOTHING : arguments.clone();
  }

  String name() {
    return method.getName();
  }

  int count() {
    return arguments.length;
  }

  @Nullable Object argument(int index) {
    return arguments[index];
  }

  /** One that JDBC lets nobody leave out, such as a number. */
  Object required(int index) {
    return Objects.requireNonNull(arguments[index]);
  }

  Class<?> returns() {
    return method.getReturnType();
  }

  /** Makes the call; what it throws is what the method threw. */
  @Nullable Object on(Object target) throws SQLException {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      if (cause instanceof SQLException failure) {
        throw failure;
      }
      if (cause instanceof RuntimeException failure) {
        throw failure;
      }
      if (cause instanceof Error failure) {
        throw failure;
      }
      throw new SQLException(name() + " failed", cause);
    } catch (IllegalAccessException e) {
      throw new SQLException(name() + " cannot be called", e);
    }
  }
}
