package dev.millrace.broken;

/** One bad child; exceptions and the bodies of an enum's constants are none. */
final class Families {
  private Families() {}

  static class Parent {}

  static final class Child extends Parent {}

  static class Failure extends RuntimeException {}

  static final class NarrowFailure extends Failure {}

  enum Direction {
    THERE {
      @Override
      int sign() {
        return 1;
      }
    },
    BACK {
      @Override
      int sign() {
        return -1;
      }
    };

    abstract int sign();
  }
}
