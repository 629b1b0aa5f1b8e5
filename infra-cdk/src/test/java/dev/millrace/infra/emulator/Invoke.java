package dev.millrace.infra.emulator;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;

/** Calls one function with the event on standard input, as Lambda does, in a separate process. */
final class Invoke {

  private static final String ANSWER = "answer: ";

  private Invoke() {}

  /**
   * Ends with the answer.
   *
   * @param arguments the handler
   */
  public static void main(String[] arguments) throws Exception {
    RequestStreamHandler handler =
        Class.forName(arguments[0])
            .asSubclass(RequestStreamHandler.class)
            .getDeclaredConstructor()
            .newInstance();
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    handler.handleRequest(System.in, answer, context());
    System.out.println(ANSWER + answer.toString(StandardCharsets.UTF_8));
    System.exit(0);
  }

  private static Context context() {
    return (Context)
        Proxy.newProxyInstance(
            Invoke.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (_, method, _) ->
                switch (method.getName()) {
                  case "getRemainingTimeInMillis" -> 60_000;
                  case "getLogger" -> logger();
                  default -> method.getName();
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
