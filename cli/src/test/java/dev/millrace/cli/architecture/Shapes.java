package dev.millrace.cli.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;

/** What the {@link Rule rules} look for in a class, where ArchUnit has no word for it. */
final class Shapes {
  private static final Pattern VAGUE =
      Pattern.compile("(Abstract|Base|Default)([A-Z].*)?|.*(Util|Utils|Helper|Manager|Impl)");

  static final DescribedPredicate<JavaClass> VAGUELY_NAMED =
      describe("vaguely named", type -> VAGUE.matcher(type.getSimpleName()).matches());

  /** A class of this name, with its nested classes. */
  static final DescribedPredicate<JavaClass> OF_A_MAIN =
      describe(
          "of a Main", type -> isOurs(type) && outermost(type).getSimpleName().endsWith("Main"));

  /** The body of an enum's constant is a subclass too, by the compiler and not by design. */
  static final DescribedPredicate<JavaClass> WITH_A_SUPERCLASS_OF_OURS =
      describe(
          "extend another class of this project",
          type ->
              type.getRawSuperclass()
                  .filter(superclass -> isOurs(superclass) && !superclass.isEnum())
                  .isPresent());

  static final DescribedPredicate<JavaAccess<?>> THE_CLOCK_OR_CHANCE =
      describe("the system's clock or chance", access -> isClockOrChance(access.getTarget()));

  private static final String HANDLER =
      "com.amazonaws.services.lambda.runtime.RequestStreamHandler";

  /** What takes the machine's own locale, charset or zone when none is named. */
  private static final Set<String> SILENT =
      Set.of(
          "Charset.defaultCharset",
          "DateTimeFormatter.ofPattern",
          "DecimalFormat.<init>",
          "FileReader.<init>",
          "FileWriter.<init>",
          "Formatter.<init>",
          "InputStreamReader.<init>",
          "LocalDate.now",
          "LocalDateTime.now",
          "LocalTime.now",
          "NumberFormat.getInstance",
          "OutputStreamWriter.<init>",
          "PrintStream.format",
          "PrintStream.printf",
          "PrintWriter.format",
          "PrintWriter.printf",
          "Scanner.<init>",
          "String.format",
          "String.getBytes",
          "String.toLowerCase",
          "String.toUpperCase",
          "TimeZone.getDefault",
          "ZoneId.systemDefault",
          "ZonedDateTime.now");

  private static final Set<String> NAMED =
      Set.of("Charset", "CharsetDecoder", "CharsetEncoder", "Clock", "Locale", "ZoneId");

  static final DescribedPredicate<JavaAccess<?>> THE_MACHINES_LANGUAGE_CHARSET_OR_ZONE =
      describe(
          "the machine's language, charset or zone", access -> isOfTheMachine(access.getTarget()));

  static final DescribedPredicate<JavaClass> STARTED_BY_OTHERS =
      describe(
          "started by the JVM or by Lambda",
          type ->
              isOurs(type)
                  && (type.tryGetMethod("main", String[].class).isPresent()
                      || type.isAssignableTo(HANDLER)));

  private Shapes() {}

  static ArchCondition<JavaClass> setTheLocale() {
    return new ArchCondition<>("set the default locale") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        var sets =
            type.getMethodCallsFromSelf().stream()
                .map(JavaAccess::getTarget)
                .anyMatch(
                    target ->
                        target.getOwner().isEquivalentTo(Locale.class)
                            && target.getName().equals("setDefault"));
        events.add(
            new SimpleConditionEvent(
                type, sets, type.getName() + " does not call Locale.setDefault(Locale.ROOT)"));
      }
    };
  }

  static ArchCondition<JavaClass> beSealedFunctionalOrImplementedTwice() {
    return new ArchCondition<>("be sealed, functional or implemented at least twice") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        var implementations =
            type.getAllSubclasses().stream().filter(each -> !each.isInterface()).count();
        var exempt =
            type.isAnnotation()
                || type.isAnnotatedWith(FunctionalInterface.class)
                || type.reflect().isSealed()
                || isPackageInfo(type);
        events.add(
            new SimpleConditionEvent(
                type,
                exempt || implementations >= 2,
                type.getName() + " has " + implementations + " implementations"));
      }
    };
  }

  static ArchCondition<JavaClass> beNullMarked() {
    return new ArchCondition<>("be in a package marked @NullMarked") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        events.add(
            new SimpleConditionEvent(
                type,
                type.getPackage().isAnnotatedWith(NullMarked.class),
                type.getPackageName() + " of " + type.getName() + " is not @NullMarked"));
      }
    };
  }

  private static boolean isClockOrChance(AccessTarget target) {
    var owner = target.getOwner();
    return switch (target.getName()) {
      case "now" -> owner.getPackageName().startsWith("java.time");
      case "currentTimeMillis" -> owner.isEquivalentTo(System.class);
      case "system" -> owner.isEquivalentTo(InstantSource.class);
      case "<init>" ->
          owner.isEquivalentTo(Random.class)
              && target instanceof AccessTarget.ConstructorCallTarget constructor
              && constructor.getRawParameterTypes().isEmpty();
      default -> owner.isEquivalentTo(Clock.class) && target.getName().startsWith("system");
    };
  }

  private static boolean isOfTheMachine(AccessTarget target) {
    if (!(target instanceof AccessTarget.CodeUnitAccessTarget called)) {
      return false;
    }
    var takes = called.getRawParameterTypes().stream().map(JavaClass::getSimpleName).toList();
    var call = target.getOwner().getSimpleName() + "." + target.getName();
    var bytesToText = call.equals("String.<init>") && takes.contains("byte[]");
    return (bytesToText || SILENT.contains(call)) && takes.stream().noneMatch(NAMED::contains);
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(Shapes::outermost).orElse(type);
  }

  private static boolean isPackageInfo(JavaClass type) {
    return type.getSimpleName().equals("package-info");
  }

  private static boolean isOurs(JavaClass type) {
    return (type.getPackageName() + ".").startsWith("dev.millrace.");
  }
}
