package dev.millrace.worker.source;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;

/** Why a request failed, in words: the JDK's client often gives only the name of a class. */
final class FailureReason {

  private FailureReason() {}

  static String of(IOException failure) {
    Throwable root = failure;
    for (Throwable next = failure; next != null; next = next.getCause()) {
      switch (next) {
        case UnresolvedAddressException _, UnknownHostException _ -> {
          return "its host is unknown";
        }
        case HttpConnectTimeoutException _ -> {
          return "it does not accept connections";
        }
        default -> root = next;
      }
    }
    if (failure instanceof ConnectException && root.getMessage() == null) {
      return "it refuses connections";
    }
    if (root instanceof ClosedChannelException || root instanceof EOFException) {
      return "it closed the connection";
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }
}
