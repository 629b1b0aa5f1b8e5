package dev.millrace.local.document;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Random;

/** Published documents: articles of the company's blog and weather forecasts. */
final class PublicEvents {
  private static final String[] LOCATIONS = {
    "Norway/Oslo/Oslo/Lakkegata",
    "Norway/Rogaland/Stavanger/Stavanger",
    "Norway/Innlandet/Hamar/Hamar",
    "Norway/Vestland/Bergen/Bergen"
  };

  private PublicEvents() {}

  static ObjectNode article(long timestamp, Random random) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("title", Words.sentence(random, 5))
        .put("subtitle", Words.sentence(random, 11))
        .put("author", Words.person(random))
        .put("link", "https://knowitlabs.no/" + Words.hex(random, 6))
        .put("created", timestamp - random.nextInt(3600));
  }

  /** Of the next full hour. */
  static ObjectNode forecast(long timestamp, Random random) {
    String location = Words.of(random, LOCATIONS);
    long from = (timestamp / 3600 + 1) * 3600;
    return JsonNodeFactory.instance
        .objectNode()
        .put("location", location)
        .put("location_name", location.substring(location.lastIndexOf('/') + 1))
        .put("time_from", from)
        .put("time_to", from + 3600)
        .put("precipitation", random.nextInt(3) == 0 ? random.nextInt(80) / 10.0 : 0)
        .put("wind_speed", random.nextInt(180) / 10.0)
        .put("temperature", random.nextInt(40) - 12)
        .put("air_pressure", (9700 + random.nextInt(700)) / 10.0);
  }
}
