package dev.millrace.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** The files of the page, from the jar, in memory. Immutable. */
final class Assets {

  /** All of them, by their path below the package. */
  static final List<String> NAMES =
      List.of(
          "app.mjs",
          "counts.mjs",
          "coverage.mjs",
          "icon.svg",
          "now.mjs",
          "problems.mjs",
          "runs.mjs",
          "slice.mjs",
          "stream.mjs",
          "style.css",
          "type.mjs",
          "ui.mjs",
          "vendor/hooks.mjs",
          "vendor/htm.mjs",
          "vendor/preact.mjs");

  private static final Pattern IMPORT_MAP =
      Pattern.compile("(?s)<script type=\"importmap\">(.*?)</script>");

  private final Map<String, Asset> assets = new LinkedHashMap<>();
  private final String shell;
  private final String importMapHash;

  Assets() {
    for (String name : NAMES) {
      assets.put(name, Asset.of(name, read(name)));
    }
    shell = new String(read("index.html"), StandardCharsets.UTF_8);
    Matcher map = IMPORT_MAP.matcher(shell);
    if (!map.find()) {
      throw new IllegalStateException("index.html has no import map");
    }
    importMapHash =
        Base64.getEncoder().encodeToString(sha256(map.group(1).getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * A file.
   *
   * @param etag changes with the content
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes to send; files are never compared
  record Asset(String contentType, byte[] content, byte[] compressed, String etag) {

    static Asset of(String name, byte[] content) {
      return new Asset(
          contentType(name),
          content,
          gzip(content),
          "\"" + Base64.getUrlEncoder().encodeToString(sha256(content)).substring(0, 16) + "\"");
    }

    private static String contentType(String name) {
      String type =
          switch (name.substring(name.lastIndexOf('.'))) {
            case ".mjs" -> "text/javascript";
            case ".css" -> "text/css";
            default -> "image/svg+xml";
          };
      return type + "; charset=utf-8";
    }
  }

  /** The file of that name; null if there is none. */
  @Nullable Asset find(String name) {
    return assets.get(name);
  }

  /**
   * The page into which every view is rendered.
   *
   * @param csrf letters, digits, - and _ only
   */
  String shell(String csrf, boolean readOnly) {
    return shell.replace("{csrf}", csrf).replace("{read-only}", Boolean.toString(readOnly));
  }

  /** What the page may load: files of this server, and its own import map. */
  String contentSecurityPolicy() {
    return "default-src 'none'; script-src 'self' 'sha256-"
        + importMapHash
        + "'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none';"
        + " form-action 'self'; frame-ancestors 'none'";
  }

  static byte[] read(String name) {
    try (InputStream in = Assets.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar has no " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
