package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The memory of sessions that contain as much as the limits allow. They are measured in a process of their own: in the tests' process,
 * servers and threads of earlier tests may be freed at any time.
 */
class ExplorerMemoryIT {
    /** The largest network whose steps are many, with Adam's two moments. */
    private static final String LARGE =
            "{'data': {'kind': 'moons', 'examples': 4}, 'hidden': [{'units': 4}, {'units': 4}],"
                    + " 'optimizer': 'adam', 'batch': 1}";

    /** Bytes that a collection may free, of what the JVM itself does meanwhile. */
    private static final long NOTHING = 1 << 16;

    private final Explorer explorer = new Explorer();

    private static final List<String> KINDS = List.of(
            "{}",
            LARGE,
            "{'data': {'kind': 'spirals', 'examples': 500}, 'hidden': [{'units': 16}, {'units': 16}, {'units': 16}, {'units':"
                    + " 16}], 'output': 'softmax', 'optimizer': 'adam', 'batch': 1}");

    /**
     * A hundred sessions have to fit into 500 MB together with Java itself. A full session of each kind is measured: with many steps, large
     * checkpoints or many examples; half of the steps are on branches. 3 MB for each leave 200 MB for everything else.
     */
    @Test
    void aFullSessionTakesThreeMegabytesAtMost() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ExplorerMemoryIT.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), out);
        List<Long> taken = out.lines().map(Long::valueOf).toList();
        assertEquals(KINDS.size(), taken.size(), out);
        for (int i = 0; i < taken.size(); i++) {
            long bytes = taken.get(i);
            assertTrue(bytes > 1 << 18 && bytes < 3 << 20, KINDS.get(i) + ": " + bytes + " bytes");
        }
    }

    /** Prints how many bytes a session of each kind takes. */
    public static void main(String[] args) {
        new ExplorerMemoryIT().measure();
    }

    private void measure() {
        explorer.train(explorer.session("{}").get("id").asText(), 0, 1000); // loads what all sessions share
        for (String kind : KINDS) {
            long before = used();
            JsonNode session = explorer.session(kind);
            String id = session.get("id").asText();
            int most = session.get("maxSteps").asInt();
            explorer.train(id, 0, most / 2);
            for (int branch = 1; branch < Limits.BRANCHES; branch++) {
                explorer.post("sessions/" + id + "/branches", "{'branch': 0, 'step': " + most / 4 + "}");
                trainWhileItMay(id, branch, most / 5);
            }
            System.out.println(used() - before);
        }
    }

    /** @param steps at most */
    private void trainWhileItMay(String id, int branch, int steps) {
        int left = steps;
        int done;
        do {
            String wanted = "{\"branch\": " + branch + ", \"steps\": " + Math.min(left, Limits.STEPS_AT_ONCE) + "}";
            Explorer.Answer answer = explorer.ask("POST", "sessions/" + id + "/train", wanted);
            done = answer.json().path("losses").size();
            left -= done;
        } while (left > 0 && done > 0);
    }

    /** @return the memory in use when another collection frees nothing more */
    private static long used() {
        long before;
        long now = Long.MAX_VALUE;
        do {
            before = now;
            System.gc();
            now = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        } while (now < before - NOTHING);
        return now;
    }
}
