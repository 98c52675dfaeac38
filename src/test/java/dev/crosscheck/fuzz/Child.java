package dev.crosscheck.fuzz;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process in which readers are given inputs. It works in folders of its own, which must stay as they are, and is given little
 * memory; and it may die.
 *
 * @param folder of all that belongs to it
 */
record Child(Path folder) {
    /** Room for an idle program, which takes less than half of it, and for what {@link Rules#MOST_BYTES} allows. */
    private static final String HEAP = "256m";

    /** @return a process to be, in a folder below {@code target/fuzz} */
    static Child named(String name) throws IOException {
        Child child = new Child(Path.of("target", "fuzz", name).toAbsolutePath());
        for (String part : List.of("work", "tmp", "findings", "corpus")) {
            Files.createDirectories(child.folder.resolve(part));
        }
        Files.deleteIfExists(child.folder.resolve(Rules.LAST_INPUT));
        return child;
    }

    /** @return where inputs are put that broke a rule */
    Path findings() {
        return folder.resolve("findings");
    }

    /** @return what fuzzers found worth keeping; grows with every run */
    Path corpus() {
        return folder.resolve("corpus");
    }

    /** @return what the process writes */
    Path log() {
        return folder.resolve("log.txt");
    }

    /** @return the process, started with these properties, main class and arguments */
    Process start(List<String> properties, List<String> command) throws IOException {
        List<String> java = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // The whole heap is resident from the start: what grows later is native memory.
                "-Xms" + HEAP,
                "-Xmx" + HEAP,
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-XX:ErrorFile=" + folder.resolve("hs_err.log"),
                "-Djava.io.tmpdir=" + folder.resolve("tmp"),
                "-Djava.awt.headless=true",
                "-Dfuzz.folder=" + folder,
                "-Dfuzz.seeds=" + Seeds.ALL));
        java.addAll(properties);
        java.addAll(List.of("-cp", System.getProperty("java.class.path")));
        java.addAll(command);
        return new ProcessBuilder(java)
                .directory(folder.resolve("work").toFile())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
    }

    /** Says which input the process was reading when it died, and keeps it. */
    String lastInput() throws IOException {
        Path last = folder.resolve(Rules.LAST_INPUT);
        if (!Files.exists(last)) {
            return "none, the process ended before";
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(last));
        byte[] input = new byte[bytes.getInt()];
        bytes.get(input);
        return Files.write(findings().resolve("died"), input).toString();
    }
}
