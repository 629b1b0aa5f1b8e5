package dev.millrace.bench.startup;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A stand-in for Lambda's runtime: passes the event on its standard input to a handler. */
final class FunctionProcess {

  static final String ANSWER = "answer: ";

  private FunctionProcess() {}

  /**
   * Prints the answer, and then waits until it is ended.
   *
   * @param arguments the class of the handler
   */
  public static void main(String[] arguments) throws Exception {
    // Text for machines must not depend on the locale.
    Locale.setDefault(Locale.ROOT);
    RequestStreamHandler handler =
        Class.forName(arguments[0])
            .asSubclass(RequestStreamHandler.class)
            .getDeclaredConstructor()
            .newInstance();
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    handler.handleRequest(System.in, answer, context());
    System.out.println(ANSWER + answer.toString(StandardCharsets.UTF_8));
    Thread.currentThread().join();
  }

  private static Context context() {
    return (Context)
        Proxy.newProxyInstance(
            FunctionProcess.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (_, method, _) ->
                method.getName().equals("getRemainingTimeInMillis") ? 60_000 : method.getName());
  }
}
