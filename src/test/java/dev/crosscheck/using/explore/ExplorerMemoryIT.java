package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much room sessions take that have all that they may have. */
class ExplorerMemoryIT {
    /** The largest network whose steps are many, with Adam's two moments. */
    private static final String LARGE =
            "{'data': {'kind': 'moons', 'examples': 4}, 'hidden': [{'units': 4}, {'units': 4}],"
                    + " 'optimizer': 'adam', 'batch': 1}";

    private final Explorer explorer = new Explorer();

    /**
     * A hundred sessions have to fit into 500 MB with Java itself. Full ones are measured, of each kind that fills something else:
     * many steps, large checkpoints, many examples; half of the steps are those of branches. 3 MB each leave 200 MB for all else.
     */
    @Test
    void aFullSessionTakesThreeMegabytesAtMost() {
        List<String> kinds = List.of(
                "{}",
                LARGE,
                "{'data': {'kind': 'spirals', 'examples': 500}, 'hidden': [{'units': 16}, {'units': 16}, {'units': 16}, {'units':"
                        + " 16}], 'output': 'softmax', 'optimizer': 'adam', 'batch': 1}");
        for (String kind : kinds) {
            long before = used();
            List<String> full = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                JsonNode session = explorer.session(kind);
                full.add(session.get("id").asText());
                int most = session.get("maxSteps").asInt();
                explorer.train(full.get(i), 0, most / 2);
                for (int branch = 1; branch < Limits.BRANCHES; branch++) {
                    explorer.post("sessions/" + full.get(i) + "/branches", "{'branch': 0, 'step': " + most / 4 + "}");
                    trainWhileItMay(full.get(i), branch, most / 5);
                }
            }
            long each = (used() - before) / full.size();
            assertTrue(each < 3 << 20, kind + ": " + each + " bytes");
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

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
