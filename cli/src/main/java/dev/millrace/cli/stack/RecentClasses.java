package dev.millrace.cli.stack;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * The classes of a library in a recent version of the class file. A cache of classes takes none
 * that were compiled for Java 5, and the JVM verifies those by its slow, old verifier.
 */
final class RecentClasses {

  private static final ClassFile CLASSES =
      ClassFile.of(
          StackMapsOption.GENERATE_STACK_MAPS,
          ClassHierarchyResolverOption.of(
              ClassHierarchyResolver.ofResourceParsing(RecentClasses.class.getClassLoader())));

  private static final ClassTransform RECENT =
      ((ClassTransform)
              (builder, element) -> {
                if (element instanceof ClassFileVersion) {
                  builder.withVersion(ClassFile.JAVA_17_VERSION, 0);
                } else {
                  builder.with(element);
                }
              })
          .andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL));

  private RecentClasses() {}

  /**
   * Writes them into a jar without the library's other files, to be put before the library on the
   * class path.
   *
   * @throws IOException when a jar cannot be read or written
   */
  static void copy(Path library, Path jar) throws IOException {
    Path partial = jar.resolveSibling(jar.getFileName() + ".partial");
    try (JarFile in = new JarFile(library.toFile());
        OutputStream file = Files.newOutputStream(partial);
        JarOutputStream out = new JarOutputStream(file)) {
      List<JarEntry> classes =
          in.stream()
              .filter(entry -> entry.getName().endsWith(".class"))
              .filter(entry -> !entry.getName().startsWith("META-INF/"))
              .toList();
      for (JarEntry each : classes) {
        byte[] bytes = in.getInputStream(each).readAllBytes();
        out.putNextEntry(new JarEntry(each.getName()));
        out.write(CLASSES.transformClass(CLASSES.parse(bytes), RECENT));
        out.closeEntry();
      }
    }
    Files.move(partial, jar, StandardCopyOption.ATOMIC_MOVE);
  }
}
