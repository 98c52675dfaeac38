package dev.crosscheck.proof.replay;

import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.twin.FlatParameters;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The state of a training run after a step.
 *
 * @param parameters W1 (I, H), b1 (1, H), and so on
 * @param moments the state of the optimizer by letter, in the same shapes: m and v for Adam and AdamW, v for momentum, none for plain gradient
 *     descent. Empty also if they were not recorded
 */
public record State(Parameters parameters, Map<String, Parameters> moments) {

    /** @return the letters of the moments that an optimizer keeps */
    public static List<String> letters(OptimizerSpec.Kind kind) {
        return switch (kind) {
            case SGD -> List.of();
            case MOMENTUM -> List.of("v");
            case ADAM, ADAMW -> List.of("m", "v");
        };
    }

    /** @return whether all moments of this optimizer are present, so that it can continue from here */
    public boolean isWhole(OptimizerSpec.Kind kind) {
        return moments.keySet().containsAll(letters(kind));
    }

    /** @return the moments of an optimizer one after the other, each in DL4J's flat order */
    double[] flatMoments(FlatParameters layout, OptimizerSpec.Kind kind) {
        return letters(kind).stream()
                .map(letter -> layout.flatten(moments.get(letter)))
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    /** @return the moments with this letter, or the parameters if it is empty */
    Parameters arrays(String letter) {
        return letter.isEmpty() ? parameters : moments.get(letter);
    }
}
