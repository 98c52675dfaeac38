package dev.crosscheck.tables;

import dev.crosscheck.data.Examples;
import dev.crosscheck.data.table.Decision;
import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.model.Model;
import dev.crosscheck.train.Trainee;
import dev.crosscheck.train.TrainingOutcome;
import java.util.List;
import java.util.stream.IntStream;

/** Examples to decide on, each with a trained network that was not trained on it. */
public record HeldOut(Examples rows, List<Part> parts) {
    /** Some of the examples, by their numbers, and their network. */
    public record Part(Model model, int[] rows) {}

    /** Examples that all have the same network. */
    public static HeldOut of(Model model, Examples rows) {
        return new HeldOut(
                rows, List.of(new Part(model, IntStream.range(0, rows.size()).toArray())));
    }

    /** @return the examples that chose a training's best epoch: those of all folds, or those that are held out, of which there may be none */
    public static HeldOut judged(Trainee trainee, TrainingOutcome outcome) {
        if (trainee instanceof Folds folds) {
            return folds.heldOut(outcome.state(), outcome.model());
        }
        Examples held = trainee.held();
        return of(outcome.model(), held == null ? trainee.train().select() : held);
    }

    public int size() {
        return rows.size();
    }

    /** @return the networks' logits, or standardised numbers, (examples, outputs) */
    public double[] logits() {
        double[] all = new double[size() * rows.outputs()];
        for (Part part : parts) {
            scatter(part.model().logits(rows.select(part.rows())), part.rows(), all, rows.outputs());
        }
        return all;
    }

    /** @return the networks' outputs with a decision, (examples, outputs) */
    public float[] answers(Decision decision) {
        float[] all = new float[size() * rows.outputs()];
        for (Part part : parts) {
            TablePreparation preparation = TablePreparation.of(part.model().preparation());
            Model decided = part.model().with(preparation.with(decision));
            scatter(decided.answers(rows.select(part.rows())), part.rows(), all, rows.outputs());
        }
        return all;
    }

    /** @return by how much the networks' standardised numbers are below the true ones */
    double[] residuals() {
        float[] answers = answers(Decision.NONE);
        float[] targets = rows.allTargets();
        return IntStream.range(0, targets.length)
                .mapToDouble(i -> (double) targets[i] - answers[i])
                .toArray();
    }

    /** Copies rows of an array, each of {@code width} numbers, to these places in another. */
    static void scatter(Object some, int[] places, Object all, int width) {
        for (int i = 0; i < places.length; i++) {
            System.arraycopy(some, i * width, all, places[i] * width, width);
        }
    }
}
