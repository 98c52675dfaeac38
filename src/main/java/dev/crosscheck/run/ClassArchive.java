package dev.crosscheck.run;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.process.Subprocess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * An archive of this program's classes (class data sharing): Java maps it into memory instead of parsing the classes, which takes about
 * a third off a short command's processor time. It lies beside the jar and fits only the Java and the jars that it was made with. Java
 * ignores one that does not fit, and then starts a little later than without any.
 *
 * <p>It is made from lists of classes that some commands used. Java 25's AOT cache and archives written at exit gain no more: both leave out
 * picocli's classes, which are compiled for Java 5, and Java 17 crashes while it archives lambdas of their types.
 */
public final class ClassArchive {
    private static final String JAR = ".jar";
    private static final String ARCHIVE = ".jsa";
    private static final String OPTION = "-XX:SharedArchiveFile=";
    private static final String MAIN = "dev.crosscheck.Main";
    private static final int MOST_SECONDS = 120;

    private ClassArchive() {}

    /**
     * @param classPath a class path
     * @return the option for Java that uses the archive; empty unless the class path is a single jar with an archive beside it
     */
    static Optional<String> option(String classPath) {
        return beside(classPath).filter(Files::exists).map(archive -> OPTION + archive);
    }

    private static Optional<Path> beside(String classPath) {
        Path jar = Path.of(classPath.endsWith(JAR) ? classPath : "");
        return Files.isRegularFile(jar)
                ? Optional.of(jar.resolveSibling(jar.getFileName().toString().replaceAll("\\.jar$", ARCHIVE)))
                : Optional.empty();
    }

    /** @return whether this process uses an archive, in words */
    public static String state() {
        if (ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .noneMatch(argument -> argument.startsWith(OPTION))) {
            return "none: \"bin/crosscheck doctor --archive\" makes one, with which Java starts sooner";
        }
        // Java keeps no other archive beside the one that it was asked to use.
        return System.getProperty("java.vm.info").contains("sharing")
                ? "used"
                : "does not fit this Java and these jars: \"bin/crosscheck doctor --archive\" makes a new one";
    }

    /**
     * Makes the archive for the Java and the jar of this process, and replaces an older one. Nothing stays if Java cannot make or use it.
     *
     * @return the archive
     * @throws CrosscheckException if this process does not run from a single jar, or if Java ends without an archive that it can use, or takes too long
     */
    public static Path make() {
        String jar = Path.of(JavaCommand.classPath()).toAbsolutePath().toString();
        Path archive = beside(jar)
                .orElseThrow(() -> new CrosscheckException(
                        "This program was not started from its jar, and only a jar has an archive of classes.",
                        "Start it with bin/crosscheck, after \"mvn package\"."));
        try {
            Files.deleteIfExists(archive);
            Path work = Files.createTempDirectory("crosscheck");
            try {
                return make(jar, archive, work);
            } finally {
                RunFolder.deleteAll(work);
            }
        } catch (IOException e) {
            throw new CrosscheckException(
                    archive + ": cannot be written: " + e.getMessage(), "Make its folder writable.", e);
        }
    }

    private static Path make(String jar, Path archive, Path work) throws IOException {
        Path classes = work.resolve("classes");
        Files.write(classes, used(jar, work));
        Path made = archive.resolveSibling(archive.getFileName() + ".tmp");
        List<String> dump = options("-Xshare:dump", "-XX:SharedClassListFile=" + classes, OPTION + made);
        dump.replaceAll(
                option -> option.equals("-XX:+UseSerialGC") ? "-XX:+UseG1GC" : option); // to archive objects, too
        try {
            if (!runs(jar, dump, work) || !runs(jar, options("-Xshare:on", OPTION + made), work, "--version")) {
                throw without("Java " + System.getProperty("java.version")
                        + " cannot make an archive of classes that it can use.");
            }
            return Files.move(made, archive, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(made);
        }
    }

    private static CrosscheckException without(String problem) {
        return new CrosscheckException(
                problem, "Nothing needs to be done: everything works without one, and starts a little later.");
    }

    /** @return the classes and lambdas that training and predicting used; what cannot run here is left out */
    private static TreeSet<String> used(String jar, Path work) throws IOException {
        String run = work.resolve("run").toString();
        List<String> train = new ArrayList<>(
                List.of("train --hidden 32 --epochs 1 --batch 4096 --device cpu --quiet --out".split(" ")));
        train.add(run);
        List<List<String>> commands = List.of(train, List.of("predict", run, run + "/accuracy.png"));
        TreeSet<String> used = new TreeSet<>();
        for (List<String> command : commands) {
            Path list = work.resolve("list-of-" + used.size());
            runs(jar, options("-XX:DumpLoadedClassList=" + list), work, command.toArray(String[]::new));
            if (Files.exists(list)) {
                try (var lines = Files.lines(list)) {
                    lines.filter(ClassArchive::archivable)
                            .map(line -> line.replaceAll(" id: .*", "")) // numbers of this list alone
                            .forEach(used::add);
                }
            }
        }
        return used;
    }

    /** Leaves out comments, classes of other loaders, and lambdas that are, or return, something of picocli's. */
    private static boolean archivable(String line) {
        boolean lambda = line.startsWith("@lambda");
        return !line.startsWith("#")
                && !line.contains(" source: ")
                && !(lambda && (line.contains("picocli") || line.contains("dev/crosscheck/cli/")));
    }

    private static List<String> options(String... more) {
        List<String> options = new ArrayList<>(JavaCommand.launcherOptions());
        options.addAll(List.of(more));
        return options;
    }

    /**
     * @return whether Java ended with exit code 0
     * @throws CrosscheckException if it did not end in time
     */
    private static boolean runs(String jar, List<String> options, Path work, String... arguments) throws IOException {
        List<String> program = new ArrayList<>(List.of(MAIN));
        program.addAll(List.of(arguments));
        List<String> command = JavaCommand.of(jar, options, program.toArray(String[]::new));
        try {
            // In a folder for what a Java that crashes leaves behind.
            return isDone(Subprocess.of(command).in(work).toItsEnd(MOST_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** @throws CrosscheckException if its time was over, which says nothing about Java */
    static boolean isDone(Subprocess.Ended java) {
        if (java.code() == Subprocess.Ended.LATE) {
            throw without("No archive of classes was made: Java had not ended after " + MOST_SECONDS
                    + " s, as on a machine that is busy. \"bin/crosscheck doctor --archive\" tries again.");
        }
        return java.code() == 0;
    }
}
