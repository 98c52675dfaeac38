package dev.crosscheck.proof.judge;

import dev.crosscheck.proof.judge.Judgement.StartResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The file results.json of an autograder: one test per start, of one point each.
 *
 * <p>Source: <a href="https://gradescope-autograders.readthedocs.io/en/latest/specs/">Gradescope, Autograder Specifications</a>.
 */
public final class Gradescope {
    private static final String VISIBLE = "visible";

    private Gradescope() {}

    /**
     * @param told what the student may read
     * @param seconds that the program ran
     * @return the results, to be written as JSON
     */
    public static Map<String, Object> results(Told told, double seconds) {
        List<Map<String, Object>> tests = new ArrayList<>();
        for (StartResult start : told.starts()) {
            boolean passed = start.problem().isEmpty();
            Map<String, Object> test = new LinkedHashMap<>();
            test.put("name", start.name() + ": " + start.shows());
            test.put("number", Integer.toString(tests.size() + 1));
            test.put("status", passed ? "passed" : "failed");
            test.put("score", passed ? 1 : 0);
            test.put("max_score", 1);
            test.put(
                    "output",
                    passed
                            ? "All numbers agree."
                            : start.steps() == 0 ? start.problem() : "First wrong number: " + start.problem());
            test.put("output_format", "text");
            test.put("visibility", VISIBLE);
            tests.add(test);
        }
        Map<String, Object> results = new LinkedHashMap<>();
        results.put(
                "score",
                tests.stream()
                        .filter(test -> test.get("status").equals("passed"))
                        .count());
        results.put("execution_time", Math.round(seconds));
        results.put("output", output(told));
        results.put("output_format", "text");
        results.put("visibility", VISIBLE);
        results.put("stdout_visibility", "hidden");
        results.put("tests", tests);
        return results;
    }

    private static String output(Told told) {
        String said = switch (told.verdict()) {
            case Told.AGREES -> "All numbers agree.";
            case Told.DISAGREES -> "First wrong number: " + told.where() + ".\n" + String.join("\n", told.sentences());
            default -> told.problem();
        };
        return said
                + told.causes().stream()
                        .map(cause -> "\nSlip: " + cause.question() + " (" + cause.lookAt() + ")")
                        .collect(Collectors.joining());
    }
}
