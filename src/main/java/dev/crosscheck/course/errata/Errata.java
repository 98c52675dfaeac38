package dev.crosscheck.course.errata;

import java.util.List;

/** The slips in the course's listings. */
public final class Errata {
    /** How many starts the double tanh is tried from. */
    public static final int SEEDS = 100;

    private Errata() {}

    /** @return all of them, measured anew */
    public static List<Erratum> measure() {
        return List.of(
                ActivationSlips.sigmoidOverflow(),
                ActivationSlips.softmaxAcrossRows(),
                LossSlips.scalarCurve(),
                LossSlips.threeTargets(),
                BackwardSlip.doubleTanh(SEEDS),
                LossSlips.sumOfMeans());
    }
}
