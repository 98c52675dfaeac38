package dev.crosscheck.train.byhand;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Simd;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The implementations of the matrix products that {@code --kernels} names. */
public enum Kernels {
    /** The fastest that run here and suit the images: {@link #SPARSE}, {@link #BLAS}, {@link #PLAIN}, in this order. */
    AUTO,
    /** Sums over lit pixels with the JDK's Vector API, which needs the module {@code jdk.incubator.vector}. */
    SPARSE,
    /** OpenBLAS. */
    BLAS,
    /** Plain Java, the reference for the others. */
    PLAIN;

    /**
     * The share of lit pixels from about which OpenBLAS is faster: a sparse product takes time in proportion to the lit pixels, a third
     * of a dense product's time at MNIST's 19 %.
     */
    private static final double DENSE = 0.5;

    /**
     * Replaces {@link #AUTO} by the fastest kernels, and checks that any others run here.
     *
     * @param examples to train on
     * @return kernels other than {@link #AUTO}
     * @throws CrosscheckException if these kernels cannot run here or cannot take these examples
     */
    public Kernels resolve(Examples examples) {
        return switch (this) {
            case AUTO -> fastest(examples);
            case SPARSE ->
                require(
                                Simd.isThere(),
                                "Java runs without the module jdk.incubator.vector, or the processor without fused"
                                        + " multiplication",
                                "Use bin/crosscheck, or java --add-modules jdk.incubator.vector, or --kernels auto.")
                        .require(
                                examples instanceof ImageSet,
                                "it leaves out dark pixels, and these are no images",
                                "Use --kernels auto.")
                        .require(
                                examples.features() <= LitPixels.LIMIT,
                                "images have " + examples.features() + " pixels, more than " + LitPixels.LIMIT,
                                "Use --kernels auto.");
            case BLAS -> require(openBlas(), "OpenBLAS cannot be loaded", "Use --kernels auto.");
            case PLAIN -> this;
        };
    }

    private static Kernels fastest(Examples examples) {
        if (examples instanceof ImageSet images
                && Simd.isThere()
                && images.features() <= LitPixels.LIMIT
                && LitPixels.density(images) < DENSE) {
            return SPARSE;
        }
        return openBlas() ? BLAS : PLAIN;
    }

    Kernels require(boolean there, String problem, String remedy) {
        if (!there) {
            throw new CrosscheckException("--kernels " + label() + " cannot run: " + problem + ".", remedy);
        }
        return this;
    }

    /** @return the kernels that run here, except plain Java, the fastest first */
    public static List<Kernels> fast() {
        return Stream.of(SPARSE, BLAS)
                .filter(kernels -> kernels == SPARSE ? Simd.isThere() : openBlas())
                .toList();
    }

    /** @return the name on the command line */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static boolean openBlas() {
        try (Products products = new OpenBlasProducts()) {
            products.operand(1);
            return true;
        } catch (LinkageError e) {
            return false;
        }
    }

    /** @return the products of these kernels, which {@link #resolve} gave */
    Products products() {
        return switch (this) {
            case SPARSE -> vectorProducts();
            case BLAS -> new OpenBlasProducts();
            case PLAIN -> new PlainProducts();
            case AUTO -> throw new IllegalStateException("not resolved");
        };
    }

    /** By name, since this class cannot even be loaded where the Vector API's module is missing. */
    private static Products vectorProducts() {
        try {
            return (Products) Class.forName(Kernels.class.getPackageName() + ".VectorProducts")
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
