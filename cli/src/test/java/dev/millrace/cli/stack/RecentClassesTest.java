package dev.millrace.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.ClassFile;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A cache of classes takes only recent ones. */
class RecentClassesTest {

  @TempDir private Path folder;

  @Test
  void every_class_is_recent_and_passes_the_verifier() throws Exception {
    Path library =
        Path.of(CommandLine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path jar = folder.resolve("recent.jar");

    RecentClasses.copy(library, jar);

    try (JarFile made = new JarFile(jar.toFile());
        URLClassLoader loader =
            new URLClassLoader(
                new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      List<JarEntry> classes = made.stream().toList();
      assertThat(classes).hasSizeGreaterThan(200);
      for (JarEntry each : classes) {
        int version = ClassFile.of().parse(made.getInputStream(each).readAllBytes()).majorVersion();
        assertThat(version).as(each.getName()).isEqualTo(ClassFile.JAVA_17_VERSION);
        String name = each.getName().replace('/', '.').replaceFirst("\\.class$", "");
        Class.forName(name, true, loader);
      }
      assertThat(loader.loadClass(CommandLine.class.getName())).isNotSameAs(CommandLine.class);
    }
  }
}
