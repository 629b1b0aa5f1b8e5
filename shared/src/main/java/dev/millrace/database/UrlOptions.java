package dev.millrace.database;

import static com.mysql.cj.conf.PropertyKey.*;

import com.mysql.cj.conf.ConnectionUrl;
import com.mysql.cj.conf.ConnectionUrlParser;
import com.mysql.cj.conf.HostInfo;
import com.mysql.cj.conf.PropertyDefinitions;
import com.mysql.cj.conf.PropertyKey;
import com.mysql.cj.exceptions.CJException;
import dev.millrace.aws.DatabaseToken;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The options at the end of a JDBC URL. Options about reaching and trusting the server are
 * accepted; options that change the meaning of statements or values are refused, and so are unknown
 * ones, since the driver would silently ignore them. Pure.
 */
final class UrlOptions {

  /** Options to reach and trust the server, and those that {@link Database} sets itself anyway. */
  private static final Set<PropertyKey> TAKEN =
      EnumSet.of(
          sslMode,
          useSSL,
          requireSSL,
          verifyServerCertificate,
          trustCertificateKeyStoreUrl,
          trustCertificateKeyStoreType,
          trustCertificateKeyStorePassword,
          clientCertificateKeyStoreUrl,
          clientCertificateKeyStoreType,
          clientCertificateKeyStorePassword,
          fallbackToSystemKeyStore,
          fallbackToSystemTrustStore,
          tlsVersions,
          tlsCiphersuites,
          fipsCompliantJsse,
          keyManagerFactoryProvider,
          trustManagerFactoryProvider,
          keyStoreProvider,
          sslContextProvider,
          allowPublicKeyRetrieval,
          serverRSAPublicKeyFile,
          authenticationPlugins,
          defaultAuthenticationPlugin,
          disabledAuthenticationPlugins,
          passwordCharacterEncoding,
          ldapServerHostname,
          ociConfigFile,
          ociConfigProfile,
          dnsSrv,
          socketFactory,
          socksProxyHost,
          socksProxyPort,
          socksProxyRemoteDns,
          localSocketAddress,
          tcpKeepAlive,
          tcpNoDelay,
          tcpRcvBuf,
          tcpSndBuf,
          tcpTrafficClass,
          useCompression,
          connectTimeout,
          socketTimeout,
          connectionAttributes,
          createDatabaseIfNotExist,
          cachePrepStmts,
          prepStmtCacheSize,
          prepStmtCacheSqlLimit,
          cacheResultSetMetadata,
          cacheServerConfiguration,
          maintainTimeStats);

  private static final Map<PropertyKey, Set<String>> TAKEN_VALUES =
      Map.of(
          characterEncoding, Set.of("utf-8", "utf8"),
          connectionTimeZone, Set.of("utc", "gmt", "etc/utc", "z", "+00:00", "gmt+0", "+0:00"));

  private static final Map<PropertyKey, String> WHY =
      Map.ofEntries(
          Map.entry(
              characterEncoding,
              "texts are sent as UTF-8; other encodings turn characters" + " into question marks"),
          Map.entry(characterSetResults, "texts are received as UTF-8"),
          Map.entry(customCharsetMapping, "texts are sent as UTF-8"),
          Map.entry(connectionCollation, "the columns' collations decide how texts compare"),
          Map.entry(connectionTimeZone, "moments are UTC"),
          Map.entry(forceConnectionTimeZoneToSession, "every session is UTC"),
          Map.entry(preserveInstants, "moments are UTC"),
          Map.entry(cacheDefaultTimeZone, "moments are UTC"),
          Map.entry(sendFractionalSeconds, "moments have milliseconds"),
          Map.entry(treatMysqlDatetimeAsTimestamp, "moments are UTC without a zone"),
          Map.entry(zeroDateTimeBehavior, "invalid moments must be errors"),
          Map.entry(sessionVariables, "Millrace sets the variables of every session itself"),
          Map.entry(useAffectedRows, "Millrace counts the rows found, changed or not"),
          Map.entry(
              compensateOnDuplicateKeyUpdateCounts,
              "Millrace expects an updated row to" + " count twice"),
          Map.entry(rewriteBatchedStatements, "statements already have many rows"),
          Map.entry(allowMultiQueries, "Millrace runs one statement at a time"),
          Map.entry(useServerPrepStmts, "statements have more parameters than the server takes"),
          Map.entry(useCursorFetch, "statements have more parameters than the server takes"),
          Map.entry(jdbcCompliantTruncation, "values that do not fit must be refused"),
          Map.entry(tinyInt1isBit, "BOOLEAN columns are read as booleans"),
          Map.entry(maxRows, "results must be complete"),
          Map.entry(autoReconnect, "a reconnected session would lack its settings"),
          Map.entry(autoReconnectForPools, "a reconnected session would lack its settings"),
          Map.entry(dumpQueriesOnException, "documents must not be logged"),
          Map.entry(profileSQL, "documents must not be logged"),
          Map.entry(USER, "the login comes from MILLRACE_DB_USER and MILLRACE_DB_PASSWORD"),
          Map.entry(PASSWORD, "the login comes from MILLRACE_DB_USER and MILLRACE_DB_PASSWORD"));

  private static final Set<String> ENCRYPTED = Set.of("REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY");

  private static final Set<String> PLACES = Set.of("host", "port", "protocol", "address", "type");

  private UrlOptions() {}

  /** The problems of the URL, one sentence each; empty when there are none. */
  static List<String> problems(String url) {
    List<String> problems = new ArrayList<>();
    try {
      ConnectionUrlParser parsed = ConnectionUrlParser.parseConnectionString(url);
      add(parsed.getProperties(), problems);
      List<HostInfo> hosts = parsed.getHosts();
      if (hosts.size() > 1) {
        problems.add(
            ("names %d hosts, but a session that moves to another host loses its settings; name"
                    + " one, such as the endpoint of the cluster")
                .formatted(hosts.size()));
      }
      for (HostInfo host : hosts) {
        add(host.getHostProperties(), problems);
        if (host.getUser() != null || host.getPassword() != null) {
          problems.add(refused("user", WHY.get(USER)));
        }
      }
    } catch (CJException e) {
      problems.add("cannot be read: " + e.getMessage());
    }
    return problems;
  }

  /** Whether the driver refuses a server without TLS. */
  static boolean encrypted(String url) {
    return first(url)
        .flatMap(
            host ->
                host.getHostProperties().entrySet().stream()
                    .filter(option -> option.getKey().equalsIgnoreCase(sslMode.getKeyName()))
                    .map(option -> String.valueOf(option.getValue()).toUpperCase(Locale.ROOT))
                    .findFirst())
        .filter(ENCRYPTED::contains)
        .isPresent();
  }

  /** Makes tokens for the URL's server. */
  static DatabaseToken token(String url, String user) {
    HostInfo host = first(url).orElseGet(() -> new HostInfo(null, "", 0, null, null));
    return new DatabaseToken(host.getHost(), host.getPort(), user);
  }

  /** The URL's only host with all options; empty when the URL cannot be read. */
  private static Optional<HostInfo> first(String url) {
    try {
      return Optional.of(
          ConnectionUrl.getConnectionUrlInstance(JdbcWrapper.wrapped(url), null).getMainHost());
    } catch (CJException _) {
      return Optional.empty(); // problems() says so
    }
  }

  private static void add(Map<String, String> options, List<String> problems) {
    options.forEach(
        (name, value) -> {
          if (!PLACES.contains(name.toLowerCase(Locale.ROOT))) {
            String problem = problem(name, value == null ? "" : value);
            if (problem != null) {
              problems.add(problem);
            }
          }
        });
  }

  private static @Nullable String problem(String name, String value) {
    PropertyKey key = PropertyKey.fromValue(name);
    if (key == null) {
      return name.equalsIgnoreCase("useUnicode")
          ? null
          : "has the option %s, which the driver does not know; check its spelling".formatted(name);
    }
    return TAKEN.contains(key)
            || isDefault(key, value)
            || TAKEN_VALUES.getOrDefault(key, Set.of()).contains(value.toLowerCase(Locale.ROOT))
        ? null
        : refused(name, WHY.getOrDefault(key, "Millrace has not been tested with it"));
  }

  /** The option states the default. */
  private static boolean isDefault(PropertyKey key, String value) {
    var definition = PropertyDefinitions.getPropertyDefinition(key);
    return definition != null
        && definition.getDefaultValue() != null
        && String.valueOf(definition.getDefaultValue()).equalsIgnoreCase(value);
  }

  private static String refused(String name, @Nullable String why) {
    return "has the option %s: %s; remove it".formatted(name, why);
  }
}
