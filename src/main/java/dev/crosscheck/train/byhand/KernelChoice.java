package dev.crosscheck.train.byhand;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Simd;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setup;
import java.util.List;
import java.util.Locale;

/** How the engine computes. For the same examples all compute the same bits, except that the first layer's result depends on whether it skips dark pixels. */
public enum KernelChoice {
    /** Chooses {@link #SPARSE} for images that are mostly dark, else {@link #DENSE}. */
    AUTO,
    /**
     * Several threads, with the JDK's Vector API; the first layer sums over lit pixels. Where the module {@code jdk.incubator.vector} is
     * missing, {@link PlainNetwork} computes the same bits.
     */
    SPARSE,
    /** As {@link #SPARSE}, but the first layer sums over all inputs of each row. */
    DENSE,
    /** One thread in plain Java: {@link PlainNetwork}. */
    PLAIN;

    /**
     * Replaces {@link #AUTO} by the fastest kernels for the examples, and checks that {@link #SPARSE} can learn from them.
     *
     * @param network to train; a convolution reads all pixels
     * @param examples to train on
     * @return kernels other than {@link #AUTO}
     * @throws CrosscheckException if these kernels do not support these examples
     */
    public KernelChoice resolve(NetworkSpec network, Examples examples) {
        if (network.beginsWithConvolution()) {
            return this == PLAIN ? PLAIN : DENSE;
        }
        if (this == SPARSE && !(examples instanceof ImageSet && examples.features() <= LitPixels.LIMIT)) {
            throw new CrosscheckException(
                    "The sparse kernels cannot learn from these data: they are for images of at most " + LitPixels.LIMIT
                            + " pixels.",
                    "Start a new run: it chooses others.");
        }
        return this != AUTO ? this : InputForm.of(examples) == InputForm.LIT ? SPARSE : DENSE;
    }

    /** @return which inputs the first layer's sums run over, for kernels returned by {@link #resolve} */
    public InputForm input(NetworkSpec network, Examples examples) {
        if (network.beginsWithConvolution()) {
            return InputForm.ALL;
        }
        return switch (this) {
            case SPARSE -> InputForm.LIT;
            case DENSE -> InputForm.ALL;
            case PLAIN, AUTO -> InputForm.of(examples);
        };
    }

    /** @return the largest number of threads that these kernels, returned by {@link #resolve}, use for a network */
    public int mostThreads(Setup setup) {
        return this == PLAIN || !Simd.isThere() ? 1 : LayeredNetwork.mostThreads(setup);
    }

    /** @return the multi-threaded kernels, the fastest first */
    public static List<KernelChoice> fast() {
        return List.of(SPARSE, DENSE);
    }

    /** @return the name to show to users */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Creates a network that computes with these kernels.
     *
     * @param setup what is trained, with the examples' numbers of inputs and outputs
     * @param start initial parameters and moments; unchanged
     * @param batches examples to learn from
     * @param threads the most threads to use, limited by {@link #mostThreads}
     * @throws CrosscheckException as {@link #resolve}
     */
    public FloatNetwork network(Setup setup, NetworkState start, Batches batches, int threads) {
        KernelChoice kernels = resolve(setup.network(), batches.examples());
        InputForm input = kernels.input(setup.network(), batches.examples());
        if (kernels == PLAIN || !Simd.isThere()) {
            return new PlainNetwork(setup, start, batches, input);
        }
        int used = Math.min(threads, kernels.mostThreads(setup));
        return new LayeredNetwork(setup, start, batches, used, fastest(), input);
    }

    /** @return the fastest kernels that this machine supports */
    public static Kernels fastest() {
        return Simd.isThere() ? vector() : plain();
    }

    /** @return the operations' definitions in plain Java */
    static Kernels plain() {
        return new Kernels() {};
    }

    /** Loads the class by name: it is compiled apart, and cannot be loaded where the Vector API's module is missing. */
    static Kernels vector() {
        try {
            return (Kernels) Class.forName(KernelChoice.class.getPackageName() + ".VectorKernels")
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
