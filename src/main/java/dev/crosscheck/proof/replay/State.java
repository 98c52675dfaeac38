package dev.crosscheck.proof.replay;

import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.List;
import java.util.Map;

/**
 * What a run has learnt at one of its steps.
 *
 * @param parameters W1 (I, H), b1 (1, H), and so on
 * @param moments what the optimizer remembers, in the same shapes, by its letter: of Adam and AdamW m and v, of momentum v, of plain gradient
 *     descent nothing. Also empty where they were not recorded
 */
public record State(Parameters parameters, Map<String, Parameters> moments) {

    /** @return the letters of what an optimizer remembers */
    public static List<String> letters(OptimizerSpec.Kind kind) {
        return switch (kind) {
            case SGD -> List.of();
            case MOMENTUM -> List.of("v");
            case ADAM, ADAMW -> List.of("m", "v");
        };
    }

    /** @return whether an optimizer can go on from here */
    public boolean isWhole(OptimizerSpec.Kind kind) {
        return moments.keySet().containsAll(letters(kind));
    }
}
