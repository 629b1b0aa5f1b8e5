package dev.millrace.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/** A test authority, and the certificate that it issued for a server on this machine. */
final class Certificates {

  private static final Path CHECKOUT = Path.of("..");
  private static final String PASSWORD = "changeit";

  private final Path folder;
  private final KeyStore store;

  private Certificates(Path folder, KeyStore store) {
    this.folder = folder;
    this.store = store;
  }

  /**
   * @param host the only name in the server's certificate
   */
  static Certificates of(String host, Path folder)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path file = folder.resolve("keys.p12");
    make(file, "authority", "-ext", "bc:c");
    make(file, "server", "-signer", "authority", "-ext", "san=dns:" + host);
    return new Certificates(folder, KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray()));
  }

  private static void make(Path store, String alias, String... how)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(java("keytool"), "-genkeypair", "-alias", alias));
    command.addAll(List.of("-keyalg", "EC", "-dname", "CN=" + alias, "-validity", "2"));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    command.addAll(List.of(how));
    run(new ProcessBuilder(command));
  }

  private static String java(String program) {
    return Path.of(System.getProperty("java.home"), "bin", program).toString();
  }

  private static void run(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(builder.command() + ": " + said);
    }
  }

  /** Options of a server with this certificate. */
  List<String> serverOptions() throws IOException, GeneralSecurityException {
    Key key = Objects.requireNonNull(store.getKey("server", PASSWORD.toCharArray()));
    return List.of(
        "--ssl-ca=" + pem("authority"),
        "--ssl-cert=" + pem("server"),
        "--ssl-key=" + pem("server-key", "PRIVATE KEY", key.getEncoded()));
  }

  /** The trust store that the deployment's own program creates from the authority. */
  Path trustStore() throws IOException, InterruptedException, GeneralSecurityException {
    Path made = folder.resolve("database.p12");
    Path program = CHECKOUT.resolve("docker/TrustStore.java");
    run(
        new ProcessBuilder(java("java"), program.toString(), made.toString())
            .redirectInput(pem("authority").toFile()));
    return made;
  }

  private Path pem(String alias) throws IOException, GeneralSecurityException {
    byte[] certificate = Objects.requireNonNull(store.getCertificate(alias)).getEncoded();
    return pem(alias, "CERTIFICATE", certificate);
  }

  private Path pem(String name, String kind, byte[] bytes) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".pem"),
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
            .formatted(kind, Base64.getMimeEncoder().encodeToString(bytes)));
  }
}
