package dev.crosscheck.train.byhand;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Simd;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Implementations of the matrix products. */
public enum Kernels {
    /** The fastest that this machine and these data allow: {@link #SPARSE}, {@link #BLAS}, {@link #PLAIN}, in this order. */
    AUTO,
    /** Sums over lit pixels with the JDK's Vector API, whose module {@code jdk.incubator.vector} must be there. */
    SPARSE,
    /** OpenBLAS. */
    BLAS,
    /** Plain Java, the oracle of the others. */
    PLAIN;

    /**
     * About where OpenBLAS becomes faster: a sparse product takes time in proportion to the lit pixels, a third of the dense
     * one's at MNIST's 19 %.
     */
    private static final double DENSE = 0.5;

    /**
     * The fastest kernels that run here.
     *
     * @param images what they are to work on
     * @return one that is not {@link #AUTO}
     * @throws CrosscheckException if this one cannot run here
     */
    public Kernels resolve(ImageSet images) {
        return switch (this) {
            case AUTO -> fastest(images);
            case SPARSE ->
                require(
                                Simd.isThere(),
                                "Java runs without the module jdk.incubator.vector, or the processor without fused"
                                        + " multiplication",
                                "Use bin/crosscheck, or java --add-modules jdk.incubator.vector, or --kernels auto.")
                        .require(
                                images.features() <= LitPixels.LIMIT,
                                "images have " + images.features() + " pixels, more than " + LitPixels.LIMIT,
                                "Use --kernels auto.");
            case BLAS -> require(openBlas(), "OpenBLAS cannot be loaded", "Use --kernels auto.");
            case PLAIN -> this;
        };
    }

    private static Kernels fastest(ImageSet images) {
        if (Simd.isThere() && images.features() <= LitPixels.LIMIT && LitPixels.density(images) < DENSE) {
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

    /** @return those that are fast and run here, the fastest first */
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

    /** @return the products of these kernels, resolved */
    Products products() {
        return switch (this) {
            case SPARSE -> make(Products.class, "VectorProducts", new Class<?>[0]);
            case BLAS -> new OpenBlasProducts();
            case PLAIN -> new PlainProducts();
            case AUTO -> throw new IllegalStateException("not resolved");
        };
    }

    /**
     * @param mostParts threads that prepare a batch together, at most
     * @return the first layer of these kernels, resolved
     */
    InputLayer inputLayer(Products products, Batches batches, int mostParts) {
        return this == SPARSE
                ? make(
                        InputLayer.class,
                        "VectorInputLayer",
                        new Class<?>[] {Batches.class, int.class},
                        batches,
                        mostParts)
                : new DenseInputLayer(products, batches);
    }

    /** By name, since these classes cannot even be loaded where the Vector API's module is missing. */
    private static <T> T make(Class<T> type, String name, Class<?>[] parameters, Object... arguments) {
        try {
            return type.cast(Class.forName(Kernels.class.getPackageName() + "." + name)
                    .getDeclaredConstructor(parameters)
                    .newInstance(arguments));
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(name + " failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
