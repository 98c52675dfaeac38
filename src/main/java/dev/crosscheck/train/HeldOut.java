package dev.crosscheck.train;

import dev.crosscheck.data.Examples;
import dev.crosscheck.data.table.Decision;
import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.model.Model;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Examples to decide on, each with a trained network that was not trained on it.
 *
 * @param rows the examples
 * @param parts their division by network
 */
public record HeldOut(Examples rows, List<Part> parts) {
    /**
     * Some of the examples.
     *
     * @param model their network
     * @param rows their numbers
     */
    public record Part(Model model, int[] rows) {}

    /** Examples that all have the same network. */
    public static HeldOut of(Model model, Examples rows) {
        return new HeldOut(
                rows, List.of(new Part(model, IntStream.range(0, rows.size()).toArray())));
    }

    /** @return number of examples */
    public int size() {
        return rows.size();
    }

    /** @return the networks' logits, or standardised numbers, (examples, outputs) */
    public double[] logits() {
        int width = rows.outputs();
        double[] all = new double[size() * width];
        for (Part part : parts) {
            double[] some = part.model().logits(rows.select(part.rows()));
            for (int i = 0; i < part.rows().length; i++) {
                System.arraycopy(some, i * width, all, part.rows()[i] * width, width);
            }
        }
        return all;
    }

    /** @return the networks' outputs with a decision, (examples, outputs) */
    public float[] answers(Decision decision) {
        int width = rows.outputs();
        float[] all = new float[size() * width];
        for (Part part : parts) {
            TablePreparation preparation = TablePreparation.of(part.model().preparation());
            float[] some = part.model().with(preparation.with(decision)).answers(rows.select(part.rows()));
            for (int i = 0; i < part.rows().length; i++) {
                System.arraycopy(some, i * width, all, part.rows()[i] * width, width);
            }
        }
        return all;
    }
}
