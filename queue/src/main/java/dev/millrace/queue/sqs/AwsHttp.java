package dev.millrace.queue.sqs;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;

/** HTTP for clients of the AWS SDK, with the proxies of the environment for other machines only. */
public final class AwsHttp {

  /**
   * Patterns: unlike Java's own client, the SDK would use a proxy for an emulator on this machine.
   */
  private static final List<String> THIS_MACHINE =
      List.of("localhost", "127\\.[0-9.]+", "\\[?(::1|0:0:0:0:0:0:0:1)]?");

  private AwsHttp() {}

  /** A client with a connect timeout of five seconds. */
  public static Apache5HttpClient.Builder client() {
    Set<String> direct = new HashSet<>(ProxyConfiguration.builder().build().nonProxyHosts());
    direct.addAll(THIS_MACHINE);
    return Apache5HttpClient.builder()
        .connectionTimeout(Duration.ofSeconds(5))
        .tlsSocketStrategy(AwsHttp::upgrade)
        .proxyConfiguration(ProxyConfiguration.builder().nonProxyHosts(direct).build());
  }

  private static SSLSocket upgrade(
      Socket socket, String host, int port, @Nullable Object attachment, HttpContext context)
      throws IOException {
    return Tls.SYSTEM.upgrade(socket, host, port, attachment, context);
  }

  /**
   * The trusted certificates of the JVM, read by the first call over TLS: reading them takes as
   * long as a whole command against queues on this machine.
   */
  private static final class Tls {
    static final TlsSocketStrategy SYSTEM = DefaultClientTlsStrategy.createSystemDefault();
  }
}
