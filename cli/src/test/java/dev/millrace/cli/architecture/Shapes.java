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
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;

/** What the {@link Rule rules} look for in a class, where ArchUnit has no word for it. */
final class Shapes {
  private static final Pattern VAGUE =
      Pattern.compile("(Abstract|Base|Default)([A-Z].*)?|.*(Util|Utils|Helper|Manager|Impl)");

  static final DescribedPredicate<JavaClass> VAGUELY_NAMED =
      describe("vaguely named", type -> VAGUE.matcher(type.getSimpleName()).matches());

  /** A class named so, with what is nested in it. */
  static final DescribedPredicate<JavaClass> OF_A_MAIN =
      describe(
          "of a Main", type -> isOurs(type) && outermost(type).getSimpleName().endsWith("Main"));

  /** The body of an enum's constant is a subclass too, by the compiler and not by design. */
  static final DescribedPredicate<JavaClass> WITH_A_SUPERCLASS_OF_OURS =
      describe(
          "with a superclass of ours",
          type ->
              type.getRawSuperclass()
                  .filter(superclass -> isOurs(superclass) && !superclass.isEnum())
                  .isPresent());

  static final DescribedPredicate<JavaAccess<?>> THE_CLOCK_OR_CHANCE =
      describe("the system's clock or chance", access -> isClockOrChance(access.getTarget()));

  private Shapes() {}

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
