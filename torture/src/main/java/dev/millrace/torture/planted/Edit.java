package dev.millrace.torture.planted;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A change of one class of the product.
 *
 * @param type its name
 * @param change calls the argument wherever it changes something
 */
record Edit(String type, Function<Runnable, ClassTransform> change) {

  private static final ClassDesc CONNECTION = ClassDesc.of("java.sql.Connection");

  /** Writes something else in place of an instruction; false leaves it as it is. */
  @FunctionalInterface
  private interface Replacement {

    boolean replaced(CodeBuilder builder, CodeElement element);
  }

  /** Other text in a statement. */
  static Edit text(String type, String before, String after) {
    return everywhere(
        type,
        (builder, element) -> {
          if (element instanceof ConstantInstruction.LoadConstantInstruction load
              && load.constantValue() instanceof String text
              && text.contains(before)) {
            builder.loadConstant(text.replace(before, after));
            return true;
          }
          return false;
        });
  }

  /** Another number. */
  static Edit number(String type, long before, long after) {
    return everywhere(
        type,
        (builder, element) -> {
          if (element instanceof ConstantInstruction.LoadConstantInstruction load
              && load.constantValue() instanceof Long number
              && number == before) {
            builder.loadConstant(after);
            return true;
          }
          return false;
        });
  }

  /** A method without a result does nothing. */
  static Edit nothing(String type, String method) {
    return new Edit(
        type, hit -> code(named(method), () -> new AtStart(CodeBuilder::return_, true, hit)));
  }

  /** A method begins with a call of a static method that takes its first argument, or nothing. */
  static Edit first(String type, String method, Class<?> helper, String call, Class<?>... takes) {
    return new Edit(
        type,
        hit ->
            code(
                named(method),
                () ->
                    new AtStart(
                        builder -> {
                          if (takes.length > 0) {
                            builder.aload(1);
                          }
                          builder.invokestatic(
                              ClassDesc.of(helper.getName()), call, descriptor(takes));
                        },
                        false,
                        hit)));
  }

  private static MethodTypeDesc descriptor(Class<?>... takes) {
    MethodTypeDesc descriptor = MethodTypeDesc.of(ConstantDescs.CD_void);
    for (Class<?> each : takes) {
      descriptor = descriptor.insertParameterTypes(0, ClassDesc.of(each.getName()));
    }
    return descriptor;
  }

  /** A call of a static method goes to the same method of another class. */
  static Edit redirect(String type, String owner, String method, Class<?> helper) {
    return everywhere(
        type,
        (builder, element) -> {
          if (calls(element, owner, method) && element instanceof InvokeInstruction call) {
            builder.invokestatic(ClassDesc.of(helper.getName()), method, call.typeSymbol());
            return true;
          }
          return false;
        });
  }

  private static Edit everywhere(String type, Replacement replacement) {
    return new Edit(
        type,
        hit ->
            code(
                _ -> true,
                () ->
                    (builder, element) -> {
                      if (replacement.replaced(builder, element)) {
                        hit.run();
                      } else {
                        builder.with(element);
                      }
                    }));
  }

  /** A method whose first argument is a connection commits after its first call of a method. */
  static Edit commitAfter(String type, String method, String owner, String called) {
    return new Edit(
        type,
        hit ->
            code(
                named(method).and(Edit::takesConnection),
                () -> new CommitOnce(owner, called, hit)));
  }

  private static boolean takesConnection(MethodModel method) {
    MethodTypeDesc descriptor = method.methodTypeSymbol();
    return descriptor.parameterCount() > 0 && descriptor.parameterType(0).equals(CONNECTION);
  }

  private static boolean calls(CodeElement element, String owner, String method) {
    return element instanceof InvokeInstruction call
        && call.owner().asSymbol().equals(ClassDesc.of(owner))
        && call.name().equalsString(method);
  }

  private static Predicate<MethodModel> named(String method) {
    return model -> model.methodName().equalsString(method);
  }

  private static ClassTransform code(
      Predicate<MethodModel> methods, Supplier<CodeTransform> change) {
    return ClassTransform.transformingMethodBodies(methods, CodeTransform.ofStateful(change));
  }

  /** The class with the change. */
  byte[] changed() throws IOException {
    String file = type.replace('.', '/') + ".class";
    try (InputStream in = ClassLoader.getSystemResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the class path has no " + type);
      }
      return changed(in.readAllBytes());
    }
  }

  /** The same for a class that was changed before. */
  byte[] changed(byte[] before) {
    ClassFile classes = ClassFile.of();
    AtomicInteger hits = new AtomicInteger();
    byte[] after =
        classes.transformClass(classes.parse(before), change.apply(hits::incrementAndGet));
    if (hits.get() == 0) {
      throw new IllegalStateException("the planted fault does not change " + type);
    }
    return after;
  }

  /** Adds code before the first instruction, and may leave out the rest. */
  private record AtStart(Consumer<CodeBuilder> code, boolean alone, Runnable hit)
      implements CodeTransform {

    @Override
    public void atStart(CodeBuilder builder) {
      hit.run();
      code.accept(builder);
    }

    @Override
    public void accept(CodeBuilder builder, CodeElement element) {
      if (!alone) {
        builder.with(element);
      }
    }
  }

  private static final class CommitOnce implements CodeTransform {

    private final String owner;
    private final String called;
    private final Runnable hit;
    private boolean done;

    CommitOnce(String owner, String called, Runnable hit) {
      this.hit = hit;
      this.owner = owner;
      this.called = called;
    }

    @Override
    public void accept(CodeBuilder builder, CodeElement element) {
      builder.with(element);
      if (!done && calls(element, owner, called)) {
        done = true;
        hit.run();
        builder.aload(1);
        builder.invokeinterface(CONNECTION, "commit", MethodTypeDesc.of(ConstantDescs.CD_void));
      }
    }
  }
}
