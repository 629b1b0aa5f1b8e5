package dev.millrace.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** What a document API answers instead of the truth, as long as a test wants it. */
public final class Faults extends Filter {

  private volatile @Nullable HttpHandler link;
  private volatile @Nullable HttpHandler documents;

  /** Null ends the fault. */
  public void link(@Nullable HttpHandler answer) {
    link = answer;
  }

  /** Null ends the fault. */
  public void documents(@Nullable HttpHandler answer) {
    documents = answer;
  }

  @Override
  public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
    HttpHandler answer =
        exchange.getRequestURI().getPath().startsWith("/get_docs/") ? link : documents;
    if (answer == null) {
      chain.doFilter(exchange);
    } else {
      answer.handle(exchange);
    }
  }

  @Override
  public String description() {
    return "faults";
  }

  public static HttpHandler status(int status) {
    return exchange -> {
      exchange.sendResponseHeaders(status, -1);
      exchange.close();
    };
  }

  /** Answers that it has had enough, for so many seconds. */
  public static HttpHandler askingToWait(int seconds) {
    return exchange -> {
      exchange.getResponseHeaders().set("Retry-After", Integer.toString(seconds));
      status(429).handle(exchange);
    };
  }

  public static HttpHandler text(String text) {
    return exchange -> {
      byte[] body = text.getBytes(UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    };
  }

  /** Sends the text and hangs up, although more was promised. */
  public static HttpHandler brokenAfter(String text) {
    return exchange -> {
      byte[] body = text.getBytes(UTF_8);
      exchange.sendResponseHeaders(200, body.length + 100);
      exchange.getResponseBody().write(body);
      exchange.getResponseBody().flush();
      exchange.close();
    };
  }

  /** Sends the text and then nothing, and says that it has come so far. */
  public static HttpHandler silentAfter(String text, CountDownLatch reading) {
    return exchange -> {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write(text.getBytes(UTF_8));
      exchange.getResponseBody().flush();
      reading.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        throw new InterruptedIOException();
      }
    };
  }
}
