package dev.crosscheck.course.errata;

import dev.crosscheck.course.errata.Erratum.Finding;
import dev.crosscheck.data.LogicGate;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.nn.PerceptronTraining;
import dev.crosscheck.nn.RoundedDecisions;
import java.util.List;

/** The error in section 1: a learning rate that no double can hold, so that rounding decides which side of the line a point is on. */
final class RateSlip {
    private static final double PUBLISHED = 0.1;

    /** A power of two, and the nearest one: all sums are exact. */
    private static final double CORRECT = 0.125;

    private static final int LIMIT = 100;

    private RateSlip() {}

    /** A training on AND from a start at 0. */
    private record Run(int epochs, List<RoundedDecisions.Decision> rounded, Perceptron trained) {
        static Run of(double rate) {
            Perceptron start = new Perceptron(new double[2], 0);
            RoundedDecisions rounded = new RoundedDecisions(start, LogicGate.inputs(), rate);
            PerceptronTraining training =
                    PerceptronTraining.run(start, LogicGate.inputs(), LogicGate.AND.targets(), rate, LIMIT, rounded);
            return new Run(training.epochs(), rounded.found(), training.trained());
        }

        /** How far below 0 the sums of class 0 stay, in units of the rate. */
        double margin(double rate) {
            double margin = Double.POSITIVE_INFINITY;
            for (int n = 0; n < LogicGate.inputs().rows(); n++) {
                if (LogicGate.AND.targets().get(n, 0) == 0) {
                    double sum = trained.preActivation(LogicGate.inputs().row(n).data());
                    margin = Math.min(margin, -sum / rate);
                }
            }
            return margin;
        }
    }

    static Erratum roundedRate() {
        Run published = Run.of(PUBLISHED);
        Run correct = Run.of(CORRECT);
        RoundedDecisions.Decision first = published.rounded().get(0);
        return new Erratum(
                "1, learning rate",
                "learns with the rate " + PUBLISHED + ", which is no sum of powers of two and is rounded",
                "a power of two, such as " + CORRECT + ", with which every sum is exact",
                "A sum that should be 0, and class 1, comes out below 0. From a start at 0, AND seems to be learned two epochs"
                        + " early, by a line that goes through a point of class 0.",
                List.of(
                        new Finding(
                                "answers that only rounding decides, AND from 0",
                                published.rounded().size(),
                                correct.rounded().size()),
                        new Finding("w.x + b in look " + (first.step() + 1), first.sum(), first.exact()),
                        new Finding("epochs until one has no error", published.epochs(), correct.epochs()),
                        new Finding(
                                "how far class 0 is below the line, in units of the rate",
                                published.margin(PUBLISHED),
                                correct.margin(CORRECT))));
    }
}
