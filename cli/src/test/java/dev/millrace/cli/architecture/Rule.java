package dev.millrace.cli.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.millrace.cli.architecture.Shapes.OF_A_MAIN;
import static dev.millrace.cli.architecture.Shapes.STARTED_BY_OTHERS;
import static dev.millrace.cli.architecture.Shapes.THE_CLOCK_OR_CHANCE;
import static dev.millrace.cli.architecture.Shapes.THE_MACHINES_LANGUAGE_CHARSET_OR_ZONE;
import static dev.millrace.cli.architecture.Shapes.VAGUELY_NAMED;
import static dev.millrace.cli.architecture.Shapes.WITH_A_SUPERCLASS_OF_OURS;
import static dev.millrace.cli.architecture.Shapes.beNullMarked;
import static dev.millrace.cli.architecture.Shapes.beSealedFunctionalOrImplementedTwice;
import static dev.millrace.cli.architecture.Shapes.setTheLocale;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import dev.millrace.database.Sql;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What must hold of the classes of {@code dev.millrace}. */
public enum Rule {
  TOP_PACKAGES_HAVE_NO_CYCLE(
      slices()
          .matching("dev.millrace.(*)..")
          .should()
          .beFreeOfCycles()
          .because("the tree reads like the pipeline, and that runs one way")),

  PACKAGES_HAVE_NO_CYCLE(
      slices()
          .matching("dev.millrace.(**)")
          .should()
          .beFreeOfCycles()
          .because("packages that need each other are one package in two folders")),

  TIME_STANDS_ALONE(
      uses("time").because("windows and buckets are arithmetic that everything builds on")),

  MESSAGE_USES_TIME_ALONE(
      uses("message", "time", "text")
          .because("a message is a hint to check a slice and does not depend on its state")),

  QUEUE_STANDS_ALONE(
      uses("queue").because("the consumer handles any message, including those of other projects")),

  CATALOGUE_KNOWS_NO_LEDGER_AND_NO_QUEUE(
      avoids("catalogue", "ledger", "queue")
          .because("a document type is defined without regard to how it is fetched")),

  THE_PRODUCT_RUNS_WITHOUT_THE_DEVELOPERS_MACHINE(
      noClasses()
          .that()
          .resideOutsideOfPackages(ours("local"), ours("cli"), ours("bench"))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ours("local"), ours("cli"))
          .because("stand-ins and the command stay out of deployments")),

  PRODUCER_AND_WORKER_MEET_IN_SHARED_ALONE(
      CompositeArchRule.of(List.of(avoids("producer", "worker"), avoids("worker", "producer")))
          .because("they are deployed apart; what both need is a contract")),

  COMMANDS_ASK_WITHOUT_SQL(
      noClasses()
          .that()
          .resideInAnyPackage(ours("cli"), ours("console"))
          .should()
          .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..").or(type(Sql.class)))
          .because("command and console ask the same only if the query is in neither")),

  NOTHING_NEEDS_A_MAIN(
      noClasses()
          .that(are(not(OF_A_MAIN)))
          .should()
          .dependOnClassesThat(OF_A_MAIN)
          .because("the place that builds all objects is the root and not a part")),

  NAMES_SAY_WHAT_A_THING_IS(
      noClasses()
          .should(be(VAGUELY_NAMED))
          .because("a name that fits anything attracts everything")),

  ONLY_EXCEPTIONS_INHERIT(
      classes()
          .that(WITH_A_SUPERCLASS_OF_OURS)
          .should()
          .beAssignableTo(Throwable.class)
          .because("choices are sealed interfaces and behaviour is handed in")),

  INTERFACES_EARN_THEIR_KEEP(
      classes()
          .that()
          .areInterfaces()
          .should(beSealedFunctionalOrImplementedTwice())
          .because("an interface with one implementation is a second name for a class")),

  TIME_AND_CHANCE_ARE_HANDED_IN(
      noClasses()
          .that(outsideTheWiring())
          .should()
          .accessTargetWhere(THE_CLOCK_OR_CHANCE)
          .because("tests own the time; a Main, the command or a stand-in hands in the real one")),

  TEXT_IS_THE_SAME_ON_EVERY_MACHINE(
      noClasses()
          .should()
          .accessTargetWhere(THE_MACHINES_LANGUAGE_CHARSET_OR_ZONE)
          .because(
              "an Arabic, Persian or Turkish machine writes other digits and letters; name the"
                  + " locale, the charset or the zone")),

  ENTRY_POINTS_SET_THE_LOCALE(
      classes()
          .that(STARTED_BY_OTHERS)
          .should(setTheLocale())
          .because("String.formatted and libraries take the default, so it must be Locale.ROOT")),

  NO_STANDARD_STREAMS(
      noClasses()
          .that(outsideTheWiring())
          .should(ACCESS_STANDARD_STREAMS)
          .because("only the command prints to the console, everything else logs with SLF4J")),

  NO_JAVA_UTIL_LOGGING(
      noClasses()
          .that(outsideTheWiring())
          .should(USE_JAVA_UTIL_LOGGING)
          .because("there is one log, by SLF4J")),

  PACKAGES_ARE_NULL_MARKED(
      classes()
          .should(beNullMarked())
          .because("without the annotation the build does not check for null there"));

  @SuppressWarnings("ImmutableEnumChecker") // An ArchRule does not change, it just doesn't say so.
  private final ArchRule rule;

  Rule(ArchRule rule) {
    // A module may not have its first class of a kind yet.
    this.rule = rule.allowEmptyShould(true);
  }

  /** Fails with every violation, one a line. */
  public void check(JavaClasses classes) {
    rule.check(classes);
  }

  List<String> violations(JavaClasses classes) {
    return rule.evaluate(classes).getFailureReport().getDetails();
  }

  private static ArchRule uses(String user, String... used) {
    var allowed = Stream.concat(Stream.of(user), Arrays.stream(used)).map(Rule::ours);
    return noClasses()
        .that()
        .resideInAPackage(ours(user))
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.millrace..")
                .and(resideOutsideOfPackages(allowed.toArray(String[]::new))));
  }

  private static ArchRule avoids(String user, String... avoided) {
    return noClasses()
        .that()
        .resideInAPackage(ours(user))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(Arrays.stream(avoided).map(Rule::ours).toArray(String[]::new));
  }

  private static DescribedPredicate<JavaClass> outsideTheWiring() {
    return are(not(OF_A_MAIN)).and(resideOutsideOfPackages(ours("cli"), ours("local")));
  }

  private static String ours(String name) {
    return "dev.millrace." + name + "..";
  }
}
