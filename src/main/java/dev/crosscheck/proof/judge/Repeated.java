package dev.crosscheck.proof.judge;

import dev.crosscheck.math.Matrix;
import java.util.Map;

/** A training that is done again, step by step. */
interface Repeated {
    /** @return whether there are further steps */
    boolean hasNext();

    /** @return the arrays of the next step, with the names of {@link Run#steps}: the loss first, then what the step made of it */
    Map<String, Matrix> step();

    /** @return the parameters and the optimizer's moments as they are now */
    Map<String, Matrix> state();

    /** Continues from parameters and moments that the other program wrote, as far as it wrote them. */
    void resume(Map<String, Matrix> written);
}
