package dev.millrace.worker.source.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalogue.http.CountCheck;
import dev.millrace.catalogue.http.HttpSource;
import dev.millrace.catalogue.http.Param;
import dev.millrace.catalogue.http.WindowForm.Asked;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The requests for one window. Pure.
 *
 * @param asked the window as the source is asked for it
 */
record Questions(HttpSource source, Asked asked) {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Set<String> BOOLEANS = Set.of("true", "false");

  /** The first page. */
  Question first(Map<String, Param> page) {
    return question(source.url(), page);
  }

  /** The page with this value of a parameter. */
  Question page(String param, Param value) {
    return question(source.url(), Map.of(param, value));
  }

  /** The page with the URL that an answer gave. */
  Question next(URI url) {
    return new Question(url, source.post() ? body(params(Map.of())) : null, true);
  }

  /**
   * One file.
   *
   * @param second the first of its time
   * @param seconds of its time
   */
  Question file(long second, long seconds) {
    return new Question(source.file(second), null, false, second + seconds);
  }

  /** The number of documents. */
  Question count(CountCheck count) {
    return question(count.url() == null ? source.url() : count.url(), Map.of());
  }

  private Question question(String url, Map<String, Param> page) {
    Map<String, Param> params = params(page);
    String base =
        url.replace(HttpSource.FROM, encoded(asked.from()))
            .replace(HttpSource.TO, encoded(asked.to()));
    if (source.post()) {
      return new Question(URI.create(base), body(params), false);
    }
    StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
    params.forEach((name, param) -> query.add(encoded(name) + "=" + encoded(param.value())));
    return new Question(URI.create(base + query), null, false);
  }

  private Map<String, Param> params(Map<String, Param> page) {
    Map<String, Param> params = new LinkedHashMap<>();
    source
        .params()
        .forEach((name, param) -> params.put(name, new Param(filled(param.value()), param.text())));
    boolean text = !source.window().as().isNumber();
    put(params, source.window().from(), asked.from(), text);
    put(params, source.window().to(), asked.to(), text);
    params.putAll(page);
    return params;
  }

  private static void put(
      Map<String, Param> params, @Nullable String name, String value, boolean text) {
    if (name != null) {
      params.put(name, new Param(value, text));
    }
  }

  private String filled(String value) {
    return value.replace(HttpSource.FROM, asked.from()).replace(HttpSource.TO, asked.to());
  }

  private static String body(Map<String, Param> params) {
    ObjectNode body = JSON.createObjectNode();
    params.forEach(
        (name, param) -> {
          if (!param.text() && isNumber(param.value())) {
            body.put(name, new BigDecimal(param.value()));
          } else if (!param.text() && BOOLEANS.contains(param.value())) {
            body.put(name, Boolean.parseBoolean(param.value()));
          } else {
            body.put(name, param.value());
          }
        });
    return body.toString();
  }

  private static boolean isNumber(String value) {
    return value.matches("-?\\d{1,18}(\\.\\d{1,18})?");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }
}
