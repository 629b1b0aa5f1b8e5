package dev.millrace.local.apis;

/** A stand-in for a public API. */
public sealed interface PublicApi extends AutoCloseable
    permits ArchiveApi, EarthquakeApi, GithubApi, SlackApi, StripeApi {

  /** Its server: the address, requests, faults. */
  ApiServer server();

  /** Scheme and host of the real API, which {@code server().url()} takes the place of. */
  String realUrl();

  @Override
  default void close() {
    server().close();
  }
}
