package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The memory of sessions that contain as much as the limits allow. */
class ExplorerMemoryIT {
    /** The largest network whose steps are many, with Adam's two moments. */
    private static final String LARGE =
            "{'data': {'kind': 'moons', 'examples': 4}, 'hidden': [{'units': 4}, {'units': 4}],"
                    + " 'optimizer': 'adam', 'batch': 1}";

    /** Bytes that a collection may free, of what the JVM itself does meanwhile. */
    private static final long NOTHING = 1 << 16;

    private final Explorer explorer = new Explorer();

    /**
     * A hundred sessions have to fit into 500 MB together with Java itself. A full session of each kind is measured: with many steps, large
     * checkpoints or many examples; half of the steps are on branches. 3 MB for each leave 200 MB for everything else.
     */
    @Test
    void aFullSessionTakesThreeMegabytesAtMost() {
        List<String> kinds = List.of(
                "{}",
                LARGE,
                "{'data': {'kind': 'spirals', 'examples': 500}, 'hidden': [{'units': 16}, {'units': 16}, {'units': 16}, {'units':"
                        + " 16}], 'output': 'softmax', 'optimizer': 'adam', 'batch': 1}");
        explorer.train(explorer.session("{}").get("id").asText(), 0, 1000); // loads what all sessions share
        for (String kind : kinds) {
            long before = used();
            JsonNode session = explorer.session(kind);
            String id = session.get("id").asText();
            int most = session.get("maxSteps").asInt();
            explorer.train(id, 0, most / 2);
            for (int branch = 1; branch < Limits.BRANCHES; branch++) {
                explorer.post("sessions/" + id + "/branches", "{'branch': 0, 'step': " + most / 4 + "}");
                trainWhileItMay(id, branch, most / 5);
            }
            long taken = used() - before;
            assertTrue(taken > 1 << 18 && taken < 3 << 20, kind + ": " + taken + " bytes");
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

    /** @return the memory in use when another collection frees nothing more: earlier tests of this JVM leave garbage, too */
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
