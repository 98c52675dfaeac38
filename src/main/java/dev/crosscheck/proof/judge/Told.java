package dev.crosscheck.proof.judge;

import dev.crosscheck.proof.judge.Judgement.Cause;
import dev.crosscheck.proof.judge.Judgement.StartResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a student is told of a judgement. It never has right numbers; the {@link Hints} decide whether it has relations and causes.
 *
 * @param verdict {@value #AGREES}, {@value #DISAGREES} or {@value #FAILED}
 * @param where the place of the first wrong number; empty if there is none
 * @param right what is right before the first wrong number and in its step
 * @param relations how wrong arrays of its step are related to the right ones, in sentences without a full stop; empty if not told
 * @param causes the slips that explain all numbers; empty if unknown or not told
 * @param problem why the program failed; empty if it did not
 * @param starts the result of each start, in order
 */
public record Told(
        String verdict,
        String where,
        List<String> right,
        List<String> relations,
        List<Cause> causes,
        String problem,
        List<StartResult> starts) {
    public static final String AGREES = "agrees";
    public static final String DISAGREES = "disagrees";
    public static final String FAILED = "failed";

    /** How much is told of a wrong number, from little to much. */
    public enum Hints {
        /** Its place. */
        WHERE,
        /** Also its relation to the right number. */
        RELATION,
        /** Also the slips that explain it and, if one program is judged, the right number. */
        SLIP
    }

    public static Told of(Judgement judgement, Hints hints) {
        Difference first = judgement.first();
        String problem = judgement.starts().stream()
                .filter(start -> start.steps() == 0)
                .map(StartResult::problem)
                .findFirst()
                .orElse("");
        return new Told(
                first != null ? DISAGREES : judgement.agrees() ? AGREES : FAILED,
                first == null ? "" : "start \"" + first.start() + "\", " + first.place(),
                judgement.right(),
                hints == Hints.WHERE ? List.of() : relations(judgement),
                hints == Hints.SLIP ? judgement.causes() : List.of(),
                problem,
                judgement.starts());
    }

    private static List<String> relations(Judgement judgement) {
        List<String> relations = new ArrayList<>();
        judgement
                .relations()
                .forEach((relation, arrays) ->
                        relations.add(String.join(", ", arrays) + (arrays.size() > 1 ? ": each " : " ") + relation));
        return relations;
    }

    /** @return the names of the slips; if there are none, the first relation; if there is none, why the program failed */
    public String cause() {
        String slips = causes.stream().map(Cause::name).collect(Collectors.joining(" or "));
        return !slips.isEmpty() ? slips : !relations.isEmpty() ? relations.get(0) : problem;
    }

    /** @return a sentence of what is right, and one for each relation */
    public List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        if (!right.isEmpty()) {
            sentences.add("Right: " + String.join("; ", right) + ".");
        }
        relations.forEach(relation -> sentences.add("Wrong: " + relation + "."));
        return sentences;
    }
}
