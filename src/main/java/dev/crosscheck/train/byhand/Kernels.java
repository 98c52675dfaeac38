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

/**
 * How the engine computes: the values of {@code --kernels}. For the same examples all compute the same bits, except that the first layer's
 * result depends on whether it skips dark pixels.
 */
public enum Kernels {
    /**
     * Chooses {@link #SPARSE} for images that are mostly dark, else {@link #DENSE}; {@link #PLAIN} for a network without a hidden layer.
     */
    AUTO,
    /**
     * Several threads, with the JDK's Vector API if its module {@code jdk.incubator.vector} is present, else in plain Java; the first layer
     * sums over lit pixels.
     */
    SPARSE,
    /** As {@link #SPARSE}, but the first layer sums over all inputs of each row. */
    DENSE,
    /** One thread in plain Java: {@link PlainNetwork}. */
    PLAIN;

    /**
     * Replaces {@link #AUTO} by the fastest kernels, and checks that the requested ones can run.
     *
     * @param examples to train on
     * @param network what is trained; without a hidden layer only {@link #PLAIN} works
     * @return kernels other than {@link #AUTO}
     * @throws CrosscheckException if these kernels cannot run here or do not support these examples
     */
    public Kernels resolve(Examples examples, NetworkSpec network) {
        boolean fast = !network.hidden().isEmpty();
        return switch (this) {
            case AUTO -> !fast ? PLAIN : InputForm.of(examples) == InputForm.LIT ? SPARSE : DENSE;
            case SPARSE ->
                requireFast(network)
                        .require(
                                examples instanceof ImageSet,
                                "it skips dark pixels, and these data are not images",
                                "Use --kernels auto.")
                        .require(
                                examples.features() <= LitPixels.LIMIT,
                                "images have " + examples.features() + " pixels, more than " + LitPixels.LIMIT,
                                "Use --kernels auto.");
            case DENSE -> requireFast(network);
            case PLAIN -> this;
        };
    }

    private Kernels requireFast(NetworkSpec network) {
        return require(!network.hidden().isEmpty(), "this network has no hidden layer", "Use --kernels auto.");
    }

    private Kernels require(boolean there, String problem, String remedy) {
        if (!there) {
            throw new CrosscheckException("--kernels " + label() + " cannot run: " + problem + ".", remedy);
        }
        return this;
    }

    /** @return which inputs the first layer's sums run over, for kernels returned by {@link #resolve} */
    public InputForm input(Examples examples) {
        return switch (this) {
            case SPARSE -> InputForm.LIT;
            case DENSE -> InputForm.ALL;
            case PLAIN, AUTO -> InputForm.of(examples);
        };
    }

    /** @return the largest number of threads that these kernels, returned by {@link #resolve}, use for a network */
    public int mostThreads(NetworkSpec network) {
        return this == PLAIN ? 1 : ByHandNetwork.mostThreads(network.units());
    }

    /** @return the multi-threaded kernels, the fastest first */
    public static List<Kernels> fast() {
        return List.of(SPARSE, DENSE);
    }

    /** @return the name on the command line */
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
        Kernels kernels = resolve(batches.examples(), setup.network());
        InputForm input = kernels.input(batches.examples());
        if (kernels == PLAIN) {
            return new PlainNetwork(setup, start, batches, input);
        }
        int used = Math.min(threads, kernels.mostThreads(setup.network()));
        return new ByHandNetwork(setup, start, batches, used, products(), input);
    }

    /** @return the fastest kernels that this machine supports */
    public static Products products() {
        return Simd.isThere() ? vectorProducts() : new PlainProducts();
    }

    /** Loads the class by name: it cannot be loaded where the Vector API's module is missing. */
    static Products vectorProducts() {
        try {
            return (Products) Class.forName(Kernels.class.getPackageName() + ".VectorProducts")
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
