package dev.crosscheck.course.errata;

import java.util.List;

/** The errors in the course's listings. */
public final class Errata {
    /** Number of initializations for which the double tanh is trained. */
    public static final int SEEDS = 100;

    private Errata() {}

    /** @return all errors; their findings are measured by this call */
    public static List<Erratum> measure() {
        return List.of(
                RateSlip.roundedRate(),
                ActivationSlips.sigmoidOverflow(),
                ActivationSlips.softmaxAcrossRows(),
                ActivationSlips.softmaxCurve(),
                LossSlips.scalarCurve(),
                LossSlips.threeTargets(),
                BackwardSlip.doubleTanh(SEEDS),
                LossSlips.sumOfMeans());
    }
}
