package dev.crosscheck.proof.replay;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.compare.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Repeats a recorded run and compares it with the recording, step by step. */
public final class Replay {
    private final Recording recording;
    private final RecordedRun run;
    private final ReplayTolerances tolerances;
    private final int steps;
    private final Comparison losses;
    private final Comparison laterLosses;
    private final Comparison traced;

    private Replay(Recording recording, ReplayTolerances tolerances, int steps) {
        this.recording = recording;
        this.run = recording.run();
        this.tolerances = tolerances;
        this.steps = steps;
        int judged = tolerances.judgedSteps();
        this.losses = new Comparison(judged < steps ? "losses, steps 1-" + judged : "losses", tolerances.losses());
        this.laterLosses = new Comparison("losses, later steps", Tolerances.REPORTED);
        this.traced = new Comparison("parameters, traced", tolerances.parameters());
    }

    /**
     * Repeats a run.
     *
     * @param recording the run to repeat
     * @param tolerances how closely it must match
     * @param side the player's name
     * @param player repeats it; closed afterwards
     * @param steps how many to repeat; the end is compared only after a whole run
     * @param progress called after each step
     */
    public static Repetition of(
            Recording recording,
            ReplayTolerances tolerances,
            String side,
            Player player,
            int steps,
            ProgressListener progress) {
        Replay replay = new Replay(recording, tolerances, steps);
        long start = System.nanoTime();
        try (player) {
            double[] lossDeviations = new double[steps];
            List<Double> parameterDeviations = new ArrayList<>();
            for (int step = 0; step < steps; step++) {
                lossDeviations[step] = replay.compareLoss(step, player.step(step));
                replay.compareTrace(step, parameterDeviations, player);
                progress.at(side, step + 1, steps);
            }
            List<Verdict> verdicts = replay.verdicts(player);
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Repetition(side, verdicts, lossDeviations, parameterDeviations, seconds);
        }
    }

    private double compareLoss(int step, double loss) {
        Comparison comparison = step < tolerances.judgedSteps() ? losses : laterLosses;
        return comparison.add(step + 1, "loss", run.losses()[step], loss);
    }

    private void compareTrace(int step, List<Double> deviations, Player player) {
        int next = deviations.size();
        Trace trace = run.trace();
        if (next < trace.steps().length && trace.steps()[next] == step + 1) {
            Map<String, Matrix> actual = new LinkedHashMap<>(player.parameters());
            actual.keySet().retainAll(trace.values().keySet());
            deviations.add(traced.add(step + 1, trace.at(next, run.start()), actual));
        }
    }

    private List<Verdict> verdicts(Player player) {
        List<Verdict> verdicts = new ArrayList<>();
        verdicts.add(losses.verdict());
        if (steps > tolerances.judgedSteps()) {
            verdicts.add(laterLosses.verdict());
        }
        if (run.trace().steps().length > 0 && run.trace().steps()[0] <= steps) {
            verdicts.add(traced.verdict());
        }
        if (steps == run.steps()) {
            Comparison finals = new Comparison("parameters, final", tolerances.parameters());
            finals.add(steps, run.finals(), player.parameters());
            verdicts.add(finals.verdict());
            if (recording instanceof DigitRecording digits) {
                verdicts.addAll(digits.compareTests(player, tolerances.ends()));
            }
        }
        return verdicts;
    }
}
