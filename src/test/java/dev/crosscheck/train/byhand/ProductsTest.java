package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.train.byhand.Products.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every implementation of the products against sums in double. */
class ProductsTest {
    /** A sum of k float products rounds at most k + 1 times, each time by up to 2⁻²⁴ of the sum of the terms' sizes. */
    private static final double ROUNDING = 0x1p-24;

    static Stream<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (Kernels kernels : Kernels.values()) {
            if (kernels != Kernels.AUTO) {
                for (int[] shape : new int[][] {{1, 1, 16}, {3, 64, 16}, {64, 64, 16}, {7, 100, 64}, {6, 5, 48}}) {
                    cases.add(Arguments.of(kernels, shape[0], shape[1], shape[2]));
                }
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void forward(Kernels kernels, int n, int k, int m) {
        try (Products products = kernels.products()) {
            Operand x = random(products, n * k, 1);
            Operand w = random(products, k * m, 2);
            Operand z = products.operand(n * m);
            products.forward(n, k, m, x, w, z);
            z.pull();
            check(n, m, k, (row, i) -> row * k + i, x, (i, column) -> i * m + column, w, z);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void weightGradient(Kernels kernels, int n, int k, int m) {
        try (Products products = kernels.products()) {
            Operand x = random(products, n * k, 3);
            Operand dz = random(products, n * m, 4);
            Operand dw = products.operand(k * m);
            products.weightGradient(n, k, m, x, dz, dw);
            dw.pull();
            check(k, m, n, (row, i) -> i * k + row, x, (i, column) -> i * m + column, dz, dw);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void inputGradient(Kernels kernels, int n, int k, int m) {
        int rounded = (k + 15) / 16 * 16; // the vector kernels need a multiple of 16 columns
        try (Products products = kernels.products()) {
            Operand dz = random(products, n * m, 5);
            Operand w = random(products, rounded * m, 6);
            Operand dx = products.operand(n * rounded);
            products.inputGradient(n, rounded, m, dz, w, dx);
            dx.pull();
            check(n, rounded, m, (row, i) -> row * m + i, dz, (i, column) -> column * m + i, w, dx);
        }
    }

    /** Where an element is in its array. */
    private interface Index {
        int of(int row, int column);
    }

    private static void check(int rows, int columns, int inner, Index inA, Operand a, Index inB, Operand b, Operand c) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                double sum = 0;
                double size = 0;
                for (int i = 0; i < inner; i++) {
                    double term = (double) a.values()[inA.of(row, i)] * b.values()[inB.of(i, column)];
                    sum += term;
                    size += Math.abs(term);
                }
                float found = c.values()[row * columns + column];
                assertTrue(Float.isFinite(found), "an element is not finite");
                assertEquals(sum, found, (inner + 1) * ROUNDING * size, "row " + row + ", column " + column);
            }
        }
    }

    private static Operand random(Products products, int length, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Operand operand = products.operand(length);
        for (int i = 0; i < length; i++) {
            operand.values()[i] = (float) random.nextGaussian();
        }
        operand.push();
        return operand;
    }
}
