package dev.millrace.bench.startup;

import dev.millrace.bench.process.Checkout;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The jars of a program, in a fixed order, which an AOT cache requires. */
record Jars(List<Path> files) {

  private static final String JAR = ".jar";

  Jars {
    files = files.stream().sorted(Comparator.comparing(Path::toString)).toList();
  }

  /** The jars of the worker's image. */
  static Jars ofWorker() throws IOException {
    return new Jars(below(Checkout.worker().resolve("worker-image")));
  }

  /** The jars of the worker's zip, unpacked there, and the caller of the function. */
  static Jars ofFunction(Path folder) throws IOException {
    Path packed = Checkout.worker().resolve("worker-function.zip");
    if (!Files.exists(packed)) {
      throw notPackaged(packed);
    }
    try (ZipFile zip = new ZipFile(packed.toFile())) {
      for (ZipEntry entry : zip.stream().filter(each -> each.getName().endsWith(JAR)).toList()) {
        Path name = Objects.requireNonNull(Path.of(entry.getName()).getFileName());
        try (InputStream jar = zip.getInputStream(entry)) {
          Files.copy(jar, folder.resolve(name));
        }
      }
    }
    packCaller(folder.resolve("caller.jar"));
    return new Jars(below(folder));
  }

  /** A cache only takes classes from jars. */
  private static void packCaller(Path jar) throws IOException {
    String name = FunctionProcess.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        InputStream bytes =
            Objects.requireNonNull(Jars.class.getClassLoader().getResourceAsStream(name))) {
      out.putNextEntry(new JarEntry(name));
      bytes.transferTo(out);
      out.closeEntry();
    }
  }

  private static List<Path> below(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw notPackaged(folder);
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(JAR)).toList();
    }
  }

  private static IOException notPackaged(Path missing) {
    return new IOException("there is no %s: package the worker first".formatted(missing));
  }

  String classPath() {
    return files.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * A name that only a cache of these jars on this JDK has: Java 25 would run the classes of a
   * cache whose jars have changed since (JDK-8377932).
   */
  String cacheName(String program) throws IOException {
    return "%s-%s-%s.aot".formatted(program, Runtime.version(), hash().substring(0, 16));
  }

  private String hash() throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (OutputStream sink = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
        for (Path jar : files) {
          Files.copy(jar, sink);
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
