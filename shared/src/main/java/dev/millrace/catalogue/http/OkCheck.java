package dev.millrace.catalogue.http;

import dev.millrace.catalogue.value.JsonPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an API that answers 200 says no.
 *
 * @param at where the answer says whether it is one
 * @param is its value there if it is one, as text
 * @param why where it gives its reason; null where it gives none
 * @param waits the reasons that ask to wait
 */
public record OkCheck(JsonPath at, String is, @Nullable JsonPath why, List<String> waits) {

  public OkCheck {
    waits = List.copyOf(waits);
  }
}
