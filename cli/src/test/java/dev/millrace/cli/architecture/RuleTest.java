package dev.millrace.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packages named {@code broken} hold one class against each rule, and others that keep it. */
class RuleTest {
  private static final JavaClasses BROKEN =
      new ClassFileImporter()
          .importPackages(
              "dev.millrace.broken", "dev.millrace.time.broken", "dev.millrace.cli.broken");

  @ParameterizedTest
  @CsvSource({
    "PACKAGES_HAVE_NO_CYCLE, cycle.There",
    "TIME_STANDS_ALONE, LooksBeyondTime",
    "COMMANDS_ASK_WITHOUT_SQL, AsksTheLedger",
    "NOTHING_NEEDS_A_MAIN, StartsAgain",
    "NAMES_SAY_WHAT_A_THING_IS, SpanHelper",
    "ONLY_EXCEPTIONS_INHERIT, Families$Child",
    "INTERFACES_EARN_THEIR_KEEP, Interfaces$Lonely has 1",
    "TIME_AND_CHANCE_ARE_HANDED_IN, ReadsTheClock",
    "TEXT_IS_THE_SAME_ON_EVERY_MACHINE, AsksTheMachine.wrong",
    "ENTRY_POINTS_SET_THE_LOCALE, ForeignMain",
    "NO_STANDARD_STREAMS, PrintsALine",
    "PACKAGES_ARE_NULL_MARKED, unmarked.Unmarked",
  })
  void a_rule_finds_the_class_that_breaks_it_and_no_other(Rule rule, String culprit) {
    var violations = rule.violations(BROKEN);

    assertThat(violations)
        .isNotEmpty()
        .allSatisfy(violation -> assertThat(violation).contains(culprit));
  }

  @Test
  void every_call_that_takes_the_machines_language_charset_or_zone_is_found() {
    var violations = Rule.TEXT_IS_THE_SAME_ON_EVERY_MACHINE.violations(BROKEN);

    assertThat(violations).hasSize(8);
  }

  @Test
  void every_way_to_the_clock_and_to_chance_is_found() {
    var violations = Rule.TIME_AND_CHANCE_ARE_HANDED_IN.violations(BROKEN);

    assertThat(violations)
        .satisfiesExactlyInAnyOrder(
            violation -> assertThat(violation).contains("Instant.now("),
            violation -> assertThat(violation).contains("LocalDate.now("),
            violation -> assertThat(violation).contains("System.currentTimeMillis("),
            violation -> assertThat(violation).contains("InstantSource.system("),
            violation -> assertThat(violation).contains("Clock.systemUTC("),
            violation -> assertThat(violation).contains("Random.<init>()"));
  }
}
