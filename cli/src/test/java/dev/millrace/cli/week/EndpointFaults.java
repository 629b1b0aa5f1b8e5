package dev.millrace.cli.week;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Set;

/** Answers 500 for some types. */
final class EndpointFaults extends Filter {

  volatile Set<String> failing = Set.of();

  @Override
  public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (failing.stream().anyMatch(path::endsWith)) {
      exchange.sendResponseHeaders(500, -1);
      exchange.close();
    } else {
      chain.doFilter(exchange);
    }
  }

  @Override
  public String description() {
    return "failing endpoints";
  }
}
