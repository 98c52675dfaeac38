package dev.crosscheck.proof.verify;

import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Mutants of the digit trainers: the shipped classes with one instruction changed, in a short training of a small network on small
 * images. Each trainer is also loaded unchanged, in the same way, and must pass.
 */
final class DigitMutants {
    private static final int IMAGES = 100;
    private static final List<Integer> HIDDEN = List.of(70); // two slices
    private static final List<Integer> DEEP = List.of(70, 66); // two slices of each layer
    private static final int BATCH = 16;

    private final DigitTrainerCheck check;
    private final DigitTrainerCheck deep;
    private final Map<String, List<Verdict>> right = new HashMap<>(); // by method and check

    private DigitMutants(ImageSet digits) {
        ImageSet images = smaller(digits.first(IMAGES));
        this.check = new DigitTrainerCheck(images, HIDDEN, BATCH, 1);
        this.deep = new DigitTrainerCheck(images, DEEP, BATCH, 1);
    }

    /** Every other pixel of every other row: newly loaded classes run slowly at first. */
    private static ImageSet smaller(ImageSet images) {
        int rows = images.rows() / 2;
        int columns = images.columns() / 2;
        byte[] pixels = new byte[images.size() * rows * columns];
        for (int i = 0; i < pixels.length; i++) {
            int image = i / (rows * columns);
            int row = i / columns % rows;
            pixels[i] = images.pixels()[image * images.features() + 2 * row * images.columns() + 2 * (i % columns)];
        }
        return new ImageSet(pixels, images.labels(), ImageForm.ofDigits(rows, columns));
    }

    /**
     * @param digits images that the trainers learn from
     * @return the mutants of the trainers that run here
     */
    static Stream<Mutants.Mutant> all(ImageSet digits) {
        DigitMutants mutants = new DigitMutants(digits);
        return DigitSlips.all().stream().map(mutants::mutant);
    }

    private Mutants.Mutant mutant(DigitSlips.Planted planted) {
        String method = planted.method();
        return new Mutants.Mutant(
                planted.name(),
                planted.text(),
                () -> findings(right(method, planted.deep())),
                () -> findings(verdicts(method, planted.deep(), Optional.of(planted.slip()))));
    }

    private static Findings findings(List<Verdict> verdicts) {
        return new Findings("digit trainer", "", verdicts, List.of());
    }

    private List<Verdict> right(String method, boolean isDeep) {
        return right.computeIfAbsent(method + isDeep, key -> verdicts(method, isDeep, Optional.empty()));
    }

    private List<Verdict> verdicts(String method, boolean isDeep, Optional<Slip> slip) {
        Function<DigitTrainer.Task, DigitTrainer> maker = MutatedClasses.maker(method, slip);
        List<Verdict> verdicts = new ArrayList<>((isDeep ? deep : check)
                .findings("", maker, ProgressListener.NONE)
                .verdicts());
        verdicts.addAll(BatchCheck.findings(maker, 1).verdicts());
        return verdicts;
    }
}
