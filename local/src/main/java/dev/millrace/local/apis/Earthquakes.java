package dev.millrace.local.apis;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Events of the earthquake catalogue as GeoJSON features. */
final class Earthquakes {
  private static final List<String> NETWORKS = List.of("ak", "ci", "nc", "us", "uw");
  private static final List<String> PLACES =
      List.of("Anza, CA", "Skwentna, Alaska", "Hilo, Hawaii", "Iwaki, Japan", "Illapel, Chile");

  private Earthquakes() {}

  static HeldDocument event(Instant time, Instant updated, Random random) {
    String network = NETWORKS.get(random.nextInt(NETWORKS.size()));
    String code = Long.toString(random.nextLong(1L << 50), 36);
    String id = network + code;
    double magnitude = 1 + Math.min(7.5, -Math.log(1 - random.nextDouble()) / 1.5);
    String place =
        "%d km N of %s".formatted(random.nextInt(90), PLACES.get(random.nextInt(PLACES.size())));
    ObjectNode event = Answer.object().put("type", "Feature");
    ObjectNode properties = event.putObject("properties");
    magnitude(properties, magnitude);
    properties
        .put("place", place)
        .put("time", time.toEpochMilli())
        .put("updated", updated.toEpochMilli())
        .putNull("tz")
        .put("url", "https://earthquake.usgs.gov/earthquakes/eventpage/" + id)
        .put("status", "automatic")
        .put("tsunami", 0)
        .put("sig", (int) (magnitude * magnitude * 10))
        .put("net", network)
        .put("code", code)
        .put("ids", "," + id + ",")
        .put("magType", "ml")
        .put("type", random.nextInt(40) == 0 ? "quarry blast" : "earthquake");
    title(properties);
    event
        .putObject("geometry")
        .put("type", "Point")
        .putArray("coordinates")
        .add(decimal(random.nextDouble() * 360 - 180, 4))
        .add(decimal(random.nextDouble() * 180 - 90, 4))
        .add(decimal(random.nextDouble() * 100, 2));
    event.put("id", id);
    return new HeldDocument(id, time, event);
  }

  static void revise(ObjectNode event, double magnitude, long now) {
    ObjectNode properties = event.withObject("/properties");
    magnitude(properties, magnitude);
    properties.put("updated", now).put("status", "reviewed");
    title(properties);
  }

  /** A whole magnitude is an integer in JSON: 4 and not 4.0. */
  private static void magnitude(ObjectNode properties, double magnitude) {
    double rounded = decimal(magnitude, 1);
    if (rounded == Math.rint(rounded)) {
      properties.put("mag", (int) rounded);
    } else {
      properties.put("mag", rounded);
    }
  }

  private static void title(ObjectNode properties) {
    properties.put(
        "title",
        String.format(
            Locale.ROOT,
            "M %.1f - %s",
            properties.path("mag").asDouble(),
            properties.path("place").asText()));
  }

  private static double decimal(double value, int scale) {
    return BigDecimal.valueOf(value).setScale(scale, RoundingMode.HALF_EVEN).doubleValue();
  }

  /** The least that can be taken for QuakeML, which the service answers by default. */
  static String xml(List<HeldDocument> events) {
    StringBuilder xml =
        new StringBuilder(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + "<q:quakeml xmlns:q=\"http://quakeml.org/xmlns/quakeml/1.2\"><eventParameters>");
    events.forEach(
        event ->
            xml.append("<event publicID=\"quakeml:")
                .append(event.id())
                .append("\"><origin><time><value>")
                .append(event.timestamp())
                .append("</value></time></origin></event>"));
    return xml.append("</eventParameters></q:quakeml>\n").toString();
  }
}
