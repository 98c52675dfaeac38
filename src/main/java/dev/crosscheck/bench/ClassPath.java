package dev.crosscheck.bench;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.JavaCommand;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;

/** Class paths for processes that run this program's code. */
final class ClassPath {
    private ClassPath() {}

    /**
     * @param file holds a class path, as {@code mvn dependency:build-classpath} writes it
     * @param folder where a copy of this program may be put
     * @return this program's code with those libraries, and without its own
     * @throws CrosscheckException if the file cannot be read, or names nothing that is there
     */
    static String withLibraries(Path file, Path folder) {
        try {
            String libraries = Files.readString(file).strip();
            for (String entry : libraries.split(File.pathSeparator)) {
                if (!Files.exists(Path.of(entry))) {
                    throw new CrosscheckException(
                            file + ": expected a class path of files that are there, found " + entry + ".",
                            "Write it with mvn dependency:build-classpath -Dmdep.outputFile=" + file + ".");
                }
            }
            return code(folder) + File.pathSeparator + libraries;
        } catch (IOException e) {
            throw new CrosscheckException(
                    file + ": cannot be read: " + e.getMessage(),
                    "--dl4j-classpath names a file with a class path.",
                    e);
        }
    }

    private static Path code(Path folder) throws IOException {
        Path code = JavaCommand.path(
                ClassPath.class.getProtectionDomain().getCodeSource().getLocation());
        if (Files.isDirectory(code)) {
            return code;
        }
        Path copy = folder.resolve("code.jar");
        copyWithoutManifest(code, copy);
        copy.toFile().deleteOnExit();
        return copy.toAbsolutePath();
    }

    /** A jar's manifest names its own libraries, and they would come before any others. */
    static void copyWithoutManifest(Path from, Path to) throws IOException {
        try (JarInputStream in = new JarInputStream(Files.newInputStream(from));
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(to))) {
            for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                out.putNextEntry(new JarEntry(entry.getName()));
                in.transferTo(out);
            }
        }
    }
}
