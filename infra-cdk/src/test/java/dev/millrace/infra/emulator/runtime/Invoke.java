package dev.millrace.infra.emulator.runtime;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;

/** Calls one function with the event on standard input, as Lambda does, in a separate process. */
public final class Invoke {

  private static final String ANSWER = "answer: ";

  private Invoke() {}

  /**
   * Ends with the answer.
   *
   * @param arguments the handler
   */
  public static void main(String[] arguments) throws Exception {
    RequestStreamHandler handler = handler(arguments[0]);
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    handler.handleRequest(
        System.in, answer, context(Map.of("getRemainingTimeInMillis", () -> 60_000)));
    System.out.println(ANSWER + answer.toString(StandardCharsets.UTF_8));
    System.exit(0);
  }

  static RequestStreamHandler handler(String name) throws ReflectiveOperationException {
    return Class.forName(name)
        .asSubclass(RequestStreamHandler.class)
        .getDeclaredConstructor()
        .newInstance();
  }

  /**
   * The context of a call.
   *
   * @param known what its methods return; others return their own names
   */
  static Context context(Map<String, Supplier<Object>> known) {
    return (Context)
        Proxy.newProxyInstance(
            Invoke.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (_, method, _) -> {
              String name = method.getName();
              return name.equals("getLogger")
                  ? logger()
                  : known.getOrDefault(name, () -> name).get();
            });
  }

  private static LambdaLogger logger() {
    return (LambdaLogger)
        Proxy.newProxyInstance(
            Invoke.class.getClassLoader(),
            new Class<?>[] {LambdaLogger.class},
            (_, _, given) -> {
              System.out.print(given[0]);
              return null;
            });
  }
}
