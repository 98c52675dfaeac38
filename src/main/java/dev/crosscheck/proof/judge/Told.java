package dev.crosscheck.proof.judge;

import dev.crosscheck.proof.judge.Judgement.Cause;
import dev.crosscheck.proof.judge.Judgement.StartResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What somebody is told of a judgement. Right numbers are never in it; relations and causes depend on the {@link Hints}.
 *
 * @param verdict {@value #AGREES}, {@value #DISAGREES} or {@value #FAILED}
 * @param where the place of the first wrong number; empty if there is none
 * @param right what is right up to it, and in its step
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

    /** How much is told of a wrong number; each tells more than the one before. */
    public enum Hints {
        /** Its place. */
        WHERE,
        /** How it is related to the right number, too. */
        RELATION,
        /** The slips that explain it, too; of one program also the right number. */
        SLIP
    }

    /** @return what is told of a judgement */
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

    /** @return the names of the slips, or else the first relation, or else why the program failed */
    public String cause() {
        String slips = causes.stream().map(Cause::name).collect(Collectors.joining(" or "));
        return !slips.isEmpty() ? slips : !relations.isEmpty() ? relations.get(0) : problem;
    }

    /** @return what is right and what is wrong, a sentence each */
    public List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        if (!right.isEmpty()) {
            sentences.add("Right: " + String.join("; ", right) + ".");
        }
        relations.forEach(relation -> sentences.add("Wrong: " + relation + "."));
        return sentences;
    }
}
