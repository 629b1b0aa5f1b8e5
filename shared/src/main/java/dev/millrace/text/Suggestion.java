package dev.millrace.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Suggests the probably intended word. */
public final class Suggestion {

  private static final int MAX_EDITS = 2;

  private Suggestion() {}

  /** Ends a message: {@code did you mean 'from'?}, or else the known words. */
  public static String among(Collection<String> known, String word) {
    return near(known, word).orElseGet(() -> "write one of " + String.join(", ", known));
  }

  /** Ends a message: {@code did you mean 'from'?}; empty if no known word is similar. */
  public static Optional<String> near(Collection<String> known, String word) {
    return known.stream()
        .filter(candidate -> edits(candidate, word) <= Math.min(MAX_EDITS, word.length() - 1))
        .min(Comparator.comparingInt(candidate -> edits(candidate, word)))
        .map("did you mean '%s'?"::formatted);
  }

  /** Insertions, deletions, replacements and swaps of neighbours from one word to the other. */
  private static int edits(String a, String b) {
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int replace = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        edits[i][j] =
            Math.min(Math.min(edits[i - 1][j], edits[i][j - 1]) + 1, edits[i - 1][j - 1] + replace);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
        }
      }
    }
    return edits[a.length()][b.length()];
  }
}
