import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;

/**
 * Makes a trust store of the certificates of authorities, PEM on standard input. It has no
 * password, since there is nothing secret in it.
 *
 * <p>{@code java docker/TrustStore.java database.p12 <authorities.pem}
 */
final class TrustStore {

  private TrustStore() {}

  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    System.setProperty("keystore.pkcs12.certProtectionAlgorithm", "NONE");
    System.setProperty("keystore.pkcs12.macAlgorithm", "NONE");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (Certificate authority :
        CertificateFactory.getInstance("X.509").generateCertificates(System.in)) {
      store.setCertificateEntry("authority-" + store.size(), authority);
    }
    if (store.size() == 0) {
      System.err.println("there is no certificate on standard input");
      System.exit(1);
    }
    Path file = Path.of(arguments[0]);
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, null);
    }
    System.out.printf("%s: %d authorities%n", file, store.size());
  }
}
