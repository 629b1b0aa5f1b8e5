package dev.millrace.settings;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the value of a setting may be. */
enum SettingKind {
  /** Anything. */
  TEXT {
    @Override
    Optional<Problem> problem(String value) {
      return Optional.empty();
    }
  },

  /** The value of an HTTP header, without surrounding white space. */
  HEADER {
    @Override
    String value(String written) {
      return written.strip();
    }

    @Override
    Optional<Problem> problem(String value) {
      return refused(
          !value.chars().allMatch(c -> c > ' ' && c <= '~'), "of visible ASCII characters");
    }
  },

  /** A whole number; the setting has its bounds. */
  NUMBER {
    @Override
    Optional<Problem> problem(String value) {
      return Optional.empty();
    }
  },

  /** How to log in at the database. */
  DATABASE_LOGIN {
    @Override
    Optional<Problem> problem(String value) {
      return refused(!value.equals("password") && !value.equals("iam"), "password or iam");
    }
  },

  /** A JDBC URL of MySQL with a schema. */
  DATABASE_URL {
    @Override
    Optional<Problem> problem(String value) {
      if (!value.startsWith("jdbc:mysql://") && !value.startsWith("jdbc:aws-wrapper:mysql://")) {
        return refused(true, "a JDBC URL such as jdbc:mysql://host:3306/schema");
      }
      return refused(
          !SCHEMA.matcher(value).find(),
          "a JDBC URL with a schema, such as jdbc:mysql://host:3306/schema");
    }
  },

  /** The URL of a standard queue. */
  QUEUE_URL {
    @Override
    Optional<Problem> problem(String value) {
      return url(value)
          .or(
              () ->
                  refused(
                      String.valueOf(HttpUrl.parse(value).getPath()).endsWith(".fifo"),
                      "a standard queue, not a FIFO queue, since slices need no order"));
    }
  },

  /** The URL of an API that is sent a key; paths are appended to it. */
  API_URL {
    @Override
    Optional<Problem> problem(String value) {
      Optional<Problem> problem = url(value);
      if (problem.isPresent()) {
        return problem;
      }
      URI url = HttpUrl.parse(value);
      try {
        HttpUrl.askable(url);
      } catch (IllegalArgumentException e) {
        return Optional.of(new Problem(A_URL, ": " + e.getMessage()));
      }
      if (url.getRawQuery() != null || url.getRawFragment() != null) {
        return refused(true, "a URL without '?' and '#', since paths are appended to it");
      }
      return refused(!Hosts.mayBeAsked(url), "an https URL, since it is not on this machine");
    }
  };

  private static final String A_URL = "an http or https URL";
  private static final Pattern SCHEMA = Pattern.compile("//[^/?]+/[^/?]");

  /**
   * @param expected what the value must be
   * @param detail an end of the sentence that names the value; may be empty
   */
  record Problem(String expected, String detail) {}

  /** The value as it is used. */
  String value(String written) {
    return written;
  }

  /** What is wrong with a value, if anything. */
  abstract Optional<Problem> problem(String value);

  private static Optional<Problem> refused(boolean wrong, String expected) {
    return wrong ? Optional.of(new Problem(expected, "")) : Optional.empty();
  }

  private static Optional<Problem> url(String value) {
    try {
      HttpUrl.parse(value);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(new Problem(A_URL, ": " + e.getMessage()));
    }
  }
}
