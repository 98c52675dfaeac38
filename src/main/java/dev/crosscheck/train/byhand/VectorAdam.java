package dev.crosscheck.train.byhand;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link AdamStep} with the Vector API, on a stretch of the parameters: the same operations in the same order, and so the same bits. */
final class VectorAdam {
    private static final VectorSpecies<Float> SPECIES = VectorProducts.SPECIES;

    private VectorAdam() {}

    /**
     * Updates a stretch of parameters and their moments.
     *
     * @param step what to do
     * @param gradient of the stretch, from its start
     * @param parameter θ and its moments
     * @param from where the stretch begins in θ
     * @param length a multiple of a vector's
     */
    static void update(AdamStep step, float[] gradient, Parameter parameter, int from, int length) {
        float[] theta = parameter.theta().values();
        float[] m = parameter.m();
        float[] v = parameter.v();
        for (int i = 0; i < length; i += SPECIES.length()) {
            FloatVector g = FloatVector.fromArray(SPECIES, gradient, i);
            int at = from + i;
            FloatVector mi = FloatVector.fromArray(SPECIES, m, at)
                    .mul(step.beta1())
                    .add(g.mul(step.fresh1()))
                    .add(AdamStep.ROUNDING)
                    .sub(AdamStep.ROUNDING);
            FloatVector vi = FloatVector.fromArray(SPECIES, v, at)
                    .mul(step.beta2())
                    .add(g.mul(step.fresh2()).mul(g))
                    .add(AdamStep.ROUNDING)
                    .sub(AdamStep.ROUNDING);
            mi.intoArray(m, at);
            vi.intoArray(v, at);
            FloatVector change =
                    mi.mul(step.rate()).div(vi.lanewise(VectorOperators.SQRT).add(step.epsilon()));
            FloatVector.fromArray(SPECIES, theta, at).sub(change).intoArray(theta, at);
        }
    }
}
