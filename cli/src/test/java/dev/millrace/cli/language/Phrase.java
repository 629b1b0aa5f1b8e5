package dev.millrace.cli.language;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A phrase that reads as translated, with the words to use in its place. */
public enum Phrase {
  IS_NO(
      "(?<![Tt]here )\\b(?:is|are|was|were|be) no (?!longer|more\\b|fewer|less\\b|earlier|later)\\w+",
      "is not a …, or: there is no …",
      "'x' is no number"),
  WHO("\\bwhoever\\b|\\bwho (?:sends|reads|writes|asks)\\b", "the sender, the reader", "whoever"),
  SOMEBODY(
      "\\b(?:some|any|no)body\\b|\\bsomeone\\b|\\bno one\\b",
      "an operator, another process, another system",
      "somebody else fills it"),
  PERSON("\\ba person\\b", "an operator", "only a person brings it back"),
  AWAY("\\baway\\b", "unavailable", "the database is away"),
  WHAT_IS(
      "\\bwhat (?:is|are|was|were|has|had|have|cannot|can|could|comes?|came|goes|went|failed|died"
          + "|it|they|becomes?|changed|remains?)\\b",
      "name the noun: due slices, dead letters, existing rows",
      "what is due"),
  ALL_THAT("\\b(?:all|anything|everything) that is\\b", "name the noun", "all that is open"),
  GIVEN_UP(
      "\\bgiv(?:e|es|en|ing) up\\b|\\bgave up\\b",
      "dead-lettered, dead, timed out",
      "the slice was given up"),
  LEFT_ALONE(
      "\\blea?(?:ve|ft) (?:alone|in peace|lying)\\b",
      "skipped, circuit open, stuck",
      "left in peace"),
  SO_MANY(
      "\\bso (?:many|much|often|long)\\b|\\b(?:that|too) often\\b",
      "at most N, N times",
      "so many at most"),
  ONCE_MORE("\\bonce more\\b|\\banew\\b|\\bone time more\\b", "again", "imported once more"),
  LIES("\\b(?:lies|lying|lie)\\b", "is", "it lies in the future"),
  BESIDE("\\bbeside\\b", "alongside, with, in addition to", "the key beside it"),
  MEND("\\bmend(?:s|ed|ing)?\\b", "fix", "mend the cause"),
  TELL("\\b(?:tells?|told|telling)\\b", "report, publish, name", "what the bus is told"),
  WISH("\\bwish(?:es)?\\b", "request, hint", "only the wish to look at it"),
  SUCH_A("\\bsuch an?\\b", "name the noun", "such a slice"),
  SEES_TO(
      "\\bse(?:es?|eing) to (?:it|that|what|the)\\b", "handle, re-send", "the sweep sees to it"),
  LOOK_AT("\\blook(?:s|ed|ing)? (?:at|into|after)\\b", "check, read", "look at the log"),
  IN_HAND("\\b(?:in|at) hand\\b", "in processing, buffered", "messages in hand"),
  HAVE_DONE(
      "\\b[Hh]a(?:s|ve) (?:(?!been|not|no|already|just|always|never)\\w+ ){1,6}"
          + "(?:counted|imported|tried|refreshed|sent|done)\\b",
      "use the verb itself: recounts, re-imports",
      "Has the buckets of a span counted again"),
  A_SECOND(
      "\\b(?:slices|messages|documents|requests|calls|events|rows|bytes|times|many|millions?)"
          + " an? (?:second|minute|hour|day|month|slice|row|transaction)\\b",
      "per second, per row",
      "slices a second"),
  COMES_AGAIN(
      "\\bc[oa]me?s? (?:again|of an age)\\b|\\bc[oa]mes? back\\b",
      "is redelivered, returns",
      "it comes again"),
  GOES_ON("\\bg(?:o|oes|oing) on\\b", "continue", "stumbled and goes on"),
  BROKEN_OFF("\\bbroken off\\b", "interrupted", "the command was broken off"),
  STUMBLED("\\bstumbled?\\b", "failed", "the loop stumbled"),
  WITHOUT_A_WORD("\\bwithout a word\\b", "without reporting an error", "ended without a word"),
  OF_OTHERS("\\b(?:of|by|that) others\\b", "count-only tables, other workers", "tables of others"),
  IS_TO_BE(
      "\\b(?:is|are) to be (?:a|an|the|had|\\w+ed|sent|kept)\\b",
      "must be",
      "the key is to be an ARN"),
  THERE_ALREADY(
      "\\b(?:is|are) there already\\b|\\bthat (?:is|are) there\\b",
      "existing",
      "a table that is there"),
  MARK_AS_NOUN("\\b(?:a|no|the|these|for|of|its) marks?\\b", "stale bucket", "hints for marks"),
  LIVE_SLICE(
      "\\blive (?:slices?|imports?|runs?)\\b", "scheduled; live is for leases", "live imports"),
  TRIED_AGAIN("\\btried again\\b|\\btry it again\\b", "retried, redriven", "it is tried again"),
  SELDOM("\\bseldom\\b|\\bdearer\\b", "rarely, more expensive", "is seldom needed"),
  SAY_OPTION("\\bsay -", "pass --option", "say --yes"),
  SURELY("\\bsurely\\b", "say what is known", "no longer surely ours"),
  OURS("\\bours?\\b", "Millrace's, the", "the source refuses our key"),
  NOTHING_OF(
      "\\bnothing (?:about|of)\\b|\\bnothing is \\w+ of\\b",
      "no slice covers, cannot be imported",
      "nothing is imported of 'X'"),
  CASE_OF_LETTERS("\\bcase of letters\\b", "case-insensitive", "in any case of letters"),
  NOT_BEGUN("\\bnot begun\\b", "pending", "what of a run is not begun"),
  WILL_NOT_KNOW("\\bwill not know\\b", "say what fails", "the others will not know"),
  WANTS("\\bwants? (?:a|an|the|to|--)", "needs, requires", "later images want an account"),
  DECIDED(
      "\\bdecided against\\b|\\bnobody knows\\b", "excluded, unknown", "what it decided against");

  private final Pattern pattern;
  private final String suggestion;
  private final String example;

  Phrase(String pattern, String suggestion, String example) {
    this.pattern = Pattern.compile(pattern);
    this.suggestion = suggestion;
    this.example = example;
  }

  /** A text in which the phrase occurs. */
  String example() {
    return example;
  }

  boolean occursIn(String text) {
    return pattern.matcher(text).find();
  }

  /**
   * All phrases of a text.
   *
   * @param place of the text's first line, such as a file
   * @param line number of that line
   */
  public static List<Finding> in(String text, String place, int line) {
    List<Finding> findings = new ArrayList<>();
    for (Phrase phrase : values()) {
      Matcher matcher = phrase.pattern.matcher(text);
      while (matcher.find()) {
        int begun =
            line + (int) text.substring(0, matcher.start()).chars().filter(c -> c == '\n').count();
        findings.add(new Finding(place, begun, matcher.group().strip(), phrase.suggestion));
      }
    }
    return findings;
  }
}
