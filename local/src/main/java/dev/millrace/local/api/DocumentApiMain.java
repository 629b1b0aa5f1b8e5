package dev.millrace.local.api;

import dev.millrace.local.document.Documents;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/** A document API over files of documents, as a process of its own: for docker-compose. */
public final class DocumentApiMain {

  private DocumentApiMain() {}

  /**
   * Runs until it is killed.
   *
   * @param arguments the port of 127.0.0.1, the key, then the files
   */
  public static void main(String[] arguments) throws InterruptedException {
    // Text for machines must not depend on the locale.
    Locale.setDefault(Locale.ROOT);
    if (arguments.length < 3) {
      System.err.println("usage: DocumentApiMain PORT KEY FILE…");
      System.exit(2);
    }
    List<Path> files = Arrays.stream(arguments).skip(2).map(Path::of).toList();
    int port = Integer.parseInt(arguments[0]);
    try (DocumentApi api =
        DocumentApi.start(
            Documents.read(files), port, InstantSource.system(), List.of(), arguments[1])) {
      System.out.println("the document API is at " + api.url());
      new CountDownLatch(1).await();
    }
  }
}
