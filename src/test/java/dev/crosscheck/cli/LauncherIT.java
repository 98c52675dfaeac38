package dev.crosscheck.cli;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;

/** How processes of the program start: Java says nothing of its own to who uses it, but for the one line that cannot be helped. */
class LauncherIT extends CommandLines {
    @Test
    void everyWayOfStartingGivesJavaTheSameOptions() throws IOException {
        assertTrue(Files.readString(Path.of("bin", "crosscheck")).contains(" \"@$folder/$options\" "));
        assertTrue(Files.readString(Path.of("bin", "crosscheck.cmd")).contains(" \"@%~dp0%OPTIONS%\" "));
        List<String> shorter = new ArrayList<>(Launcher.options());
        shorter.remove("--add-modules=jdk.incubator.vector");
        assertEquals(
                shorter,
                Files.readAllLines(Path.of("bin", "short.options")).stream()
                        .filter(line -> line.startsWith("-"))
                        .toList());
        List<String> maven = Files.readAllLines(Path.of(".mvn", "jvm.config"));
        assertTrue(maven.containsAll(Launcher.options()), maven.toString());
    }

    /** The commands that both launchers start without the Vector API's module are those that neither train nor evaluate. */
    @Test
    void eachCommandGetsItsOptions() throws IOException, InterruptedException {
        packed();
        makeJava("echo \"$@\" ${MALLOC_ARENA_MAX:-}");
        String windows = Files.readString(Path.of("bin", "crosscheck.cmd"));
        for (String command :
                "course explore predict serve export inspect compare completion help -h --help -V --version"
                        .split(" ")) {
            assertTrue(launched("java", command).contains("/short.options"), command);
            assertTrue(windows.matches("(?s).*for %%C in \\([^)]*(?<= |\\()" + command + "(?= |\\)).*"), command);
        }
        for (String command : "train sweep evaluate verify doctor --epochs=1 @file".split(" ")) {
            assertTrue(launched("java", command).contains("/java.options"), command);
        }
        assertFalse(launched("java", "train").contains("SharedArchiveFile"));
        // Those that serve have limited memory, and end without any. What JAVA_OPTS says comes later, and wins.
        String options = "-Xmx192m -XX:+ExitOnOutOfMemoryError";
        for (String served : List.of("serve", "explore")) {
            assertEquals(0, started(folder, "java", "-Xmx2g", served));
            String line = Files.readString(folder.resolve("out"));
            assertTrue(
                    line.contains("=bin/crosscheck " + options + " -Xmx2g -jar ") && line.endsWith(served + " 2\n"),
                    line);
            assertTrue(windows.contains("if \"%~1\"==\"" + served + "\" set \"MEMORY=" + options + "\""), windows);
        }
        assertTrue(windows.contains(" %MEMORY% %JAVA_OPTS% -jar "), windows);
        assertFalse(launched("java", "predict").contains("Memory"));
        Files.writeString(folder.resolve("target/crosscheck.jsa"), "");
        assertTrue(
                launched("java", "train").contains("-XX:SharedArchiveFile=" + folder.resolve("bin") + "/../target/"));
    }

    /** The program names itself as it was typed: with its path, or without where the PATH leads to it. */
    @Test
    void theCommandIsNamedAsItWasTyped() throws IOException, InterruptedException {
        packed();
        makeJava("echo \"$1 $2\"");
        String bin = folder.resolve("bin").toString();
        Files.createSymbolicLink(folder.resolve("mine"), Path.of("bin", "crosscheck"));
        for (String typed : List.of("bin/crosscheck", bin + "/./crosscheck", "./mine", "crosscheck")) {
            ProcessBuilder shell = new ProcessBuilder("sh", "-c", typed + " inspect").directory(folder.toFile());
            shell.environment().put("JAVA_HOME", folder.resolve("java").toString());
            shell.environment().put("PATH", bin + File.pathSeparator + System.getenv("PATH"));
            assertEquals("@" + bin + "/short.options -Dcrosscheck.command=" + typed + "\n", printed(0, shell));
        }
        assertTrue(Files.readString(Path.of("bin", "crosscheck.cmd")).contains(" \"-Dcrosscheck.command=%~0\" "));
    }

    /** Java uses the archive that was packaged, unless another Java runs, and not beside another jar. */
    @Test
    void anArchiveOfClassesIsUsedIfItFitsAndElseIgnoredInSilence() throws IOException, InterruptedException {
        Path jar = Path.of("target", "crosscheck.jar");
        Path made = Path.of("target", "crosscheck.jsa");
        assumeTrue(Files.exists(made), "no archive has been packaged");
        String built;
        try (JarFile packaged = new JarFile(jar.toFile())) {
            built = packaged.getManifest().getMainAttributes().getValue("Build-Jdk-Spec");
        }
        String java = System.getProperty("java.home");
        boolean same = built.equals(System.getProperty("java.specification.version"));
        assertEquals(same, 0 == started(Path.of(""), java, "-Xshare:on", "--version"), "built by Java " + built);

        packed();
        Files.copy(jar, folder.resolve(jar), REPLACE_EXISTING);
        Files.setLastModifiedTime(folder.resolve(jar), FileTime.fromMillis(0));
        Files.createSymbolicLink(
                folder.resolve("target/lib"), Path.of("target", "lib").toAbsolutePath());
        Files.createSymbolicLink(folder.resolve("data"), Path.of("data").toAbsolutePath());
        String version = launched(java, "--version");
        Files.copy(made, folder.resolve(made));
        assertNotEquals(0, started(folder, java, "-Xshare:on", "--version"), "Java used it with another jar");
        assertEquals(version, launched(java, "--version"));
        Files.writeString(folder.resolve(made), "of another Java");
        assertEquals(version, launched(java, "--version"));
        Files.delete(folder.resolve("target/lib")); // JUnit would warn of these links
        Files.delete(folder.resolve("data"));
    }

    @Test
    void theJarIsAModuleOfThisName() {
        assertTrue(ModuleFinder.of(Path.of("target", "crosscheck.jar"))
                .find("dev.crosscheck")
                .isPresent());
    }

    /** Makes a Java that is a shell script. */
    private void makeJava(String script) throws IOException {
        Path java = Files.createDirectories(folder.resolve("java/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\n" + script + "\n");
        assertTrue(java.toFile().setExecutable(true));
    }

    /** Makes a folder as the zip has it: bin, and a jar, which is empty. */
    private void packed() throws IOException {
        Files.createDirectories(folder.resolve("bin"));
        Files.createDirectories(folder.resolve("target"));
        Files.writeString(folder.resolve("target/crosscheck.jar"), "");
        for (String file : new String[] {"crosscheck", "java.options", "short.options"}) {
            Files.copy(Path.of("bin", file), folder.resolve("bin").resolve(file), COPY_ATTRIBUTES);
        }
    }

    /** @return what the command printed; it must succeed, and print no error but the line of the Vector API's module */
    private String launched(String java, String... command) throws IOException, InterruptedException {
        assertEquals(0, started(folder, java, "", command), Files.readString(folder.resolve("err")));
        assertEquals(
                "", Files.readString(folder.resolve("err")).replace(Launcher.INCUBATOR + System.lineSeparator(), ""));
        return Files.readString(folder.resolve("out"));
    }

    private int started(Path place, String java, String options, String... command)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("sh", "bin/crosscheck"));
        words.addAll(List.of(command));
        ProcessBuilder launcher = new ProcessBuilder(words)
                .directory(place.toAbsolutePath().toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        launcher.environment().put("JAVA_HOME", folder.resolve(java).toString());
        launcher.environment().put("JAVA_OPTS", options);
        return launcher.start().waitFor();
    }

    /** The command uses all that Java may warn of: JNA, ND4J's natives, JavaCPP's Unsafe, Protobuf and ONNX Runtime. */
    @Test
    void javasOwnWarningsDoNotReachTheUser() throws IOException, InterruptedException {
        Path err = folder.resolve("err.txt");
        Process process = Launcher.process(words("export {runs}/digits --format onnx,dl4j --out DIR/export"))
                .redirectError(err.toFile())
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), Files.readString(err));
        assertTrue(out.contains("Run: "), out);
        List<String> said = Files.readAllLines(err).stream()
                .filter(line -> !line.startsWith("Checking "))
                .toList();
        assertEquals(List.of(Launcher.INCUBATOR), said);
    }

    /** Variables that have OpenBLAS compute as on another processor. Its kernels for Nehalem run on every one of x86-64. */
    @Test
    @EnabledOnOs(architectures = {"amd64", "x86_64"})
    void doctorNamesVariablesOfKernelsAndWhatTheyDo() throws IOException, InterruptedException {
        ProcessBuilder doctor = Launcher.process("doctor");
        doctor.environment().putAll(Map.of("OPENBLAS_CORETYPE", "Nehalem", "OPENBLAS_L2_SIZE", "524288"));
        String said = printed(0, doctor).replaceAll("\\s+", " ");
        for (String part : List.of(
                "kernel Nehalem",
                "OPENBLAS_CORETYPE=Nehalem: OpenBLAS computes for that, not for this processor",
                "OPENBLAS_L2_SIZE=524288: OpenBLAS computes for that")) {
            assertTrue(said.contains(part), said);
        }
    }
}
