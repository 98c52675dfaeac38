package dev.crosscheck.proof.verify;

import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.nn.optim.AdamW;
import dev.crosscheck.nn.optim.Momentum;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.verify.Mutants.Mutant;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Optimizers with one slip each. They are created anew for each run, since they have state. */
final class OptimizerMutants {
    private OptimizerMutants() {}

    static Stream<Mutant> all() {
        double rate = OptimizerCheck.LEARNING_RATE;
        return Stream.of(
                adam(
                        "Adam's epsilon in its other place",
                        "√v̂ + ε; right here: √v + ε",
                        () -> new Adam(rate, Adam.Epsilon.ON_CORRECTED)),
                adam("Adam without bias correction", "m/√v; right: m̂/√v̂", Wrong.UncorrectedAdam::new),
                adam(
                        "Adam's β2 0.99",
                        "0.99; right: 0.999",
                        () -> new Adam(rate, 0.9, 0.99, 1e-8, Adam.Epsilon.ON_RAW)),
                mutant(
                        "momentum's μ in single precision",
                        "0.9f; right: 0.9",
                        OptimizerCheck::momentum,
                        () -> new Momentum(rate / 10, OptimizerCheck.MOMENTUM),
                        () -> new Momentum(rate / 10, 0.9f)),
                mutant(
                        "AdamW without decay",
                        "θ -= Adam's step; right: that and η λ θ",
                        OptimizerCheck::adamW,
                        () -> new AdamW(rate, OptimizerCheck.WEIGHT_DECAY, Adam.Epsilon.ON_RAW),
                        () -> new Adam(rate, Adam.Epsilon.ON_RAW)));
    }

    private static Mutant adam(String name, String slip, Supplier<Optimizer> wrong) {
        return mutant(
                name,
                slip,
                OptimizerCheck::adamOnRaw,
                () -> new Adam(OptimizerCheck.LEARNING_RATE, Adam.Epsilon.ON_RAW),
                wrong);
    }

    private static Mutant mutant(
            String name,
            String slip,
            Function<Optimizer, Findings> check,
            Supplier<Optimizer> right,
            Supplier<Optimizer> wrong) {
        return Mutant.of(name, slip, made -> check.apply(made.get()), right, wrong);
    }
}
