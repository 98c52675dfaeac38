package dev.crosscheck.train.byhand;

import dev.crosscheck.nn.Setup;
import dev.crosscheck.train.byhand.Update.Parameter;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The first layer: {@code Z = X·W + b} by {@link Inputs}. */
final class InputLayer extends FloatLayer {
    private final List<Parameter> w; // (I, U), by block
    private final int together; // blocks of a part
    private final boolean isOutput;

    /**
     * @param batch largest number of rows
     * @param threads that may share the work
     */
    InputLayer(Setup setup, int batch, int threads, Kernels kernels) {
        super(setup, 1, UNITS, true, batch, kernels);
        int weights = Math.multiplyExact(setup.network().inputs(), UNITS);
        w = Stream.generate(() -> new Parameter(weights)).limit(blocks().size()).toList();
        isOutput = setup.network().hidden().isEmpty();
        together = blocks().size() < Inputs.TOGETHER * threads ? 1 : Inputs.TOGETHER;
    }

    private <T> List<T> part(List<T> blocks, int part) {
        return blocks.subList(part * together, Math.min((part + 1) * together, blocks.size()));
    }

    private int parts() {
        return (blocks().size() - 1) / together + 1;
    }

    /** Where all inputs of a row are read, all rows are loaded before. */
    @Override
    int[] forwardParts(Pass pass) {
        IntStream loads = pass.inputs().sharesRows() ? IntStream.of(parts(), parts()) : IntStream.of(parts());
        return IntStream.concat(loads, isOutput ? IntStream.of(pass.batch().parts()) : IntStream.empty())
                .toArray();
    }

    @Override
    void forward(Pass pass, int phase, int part) {
        if (phase == 0) {
            pass.inputs().load(pass.batch(), part, parts(), pass.training());
        }
        int products = pass.inputs().sharesRows() ? 1 : 0;
        if (phase == products) {
            products(pass, part);
        } else if (phase > products) {
            pass.outputs().accept(part);
        }
    }

    private void products(Pass pass, int part) {
        List<Block> some = part(blocks(), part);
        float[][] thetas = arrays(part(w, part), Parameter::theta);
        float[][] biases = arrays(some, block -> block.b().theta());
        pass.inputs().forward(pass.batch(), thetas, biases, arrays(some, Block::a));
        some.forEach(block -> activate(pass, block));
    }

    @Override
    int[] backwardParts(Pass pass) {
        return new int[] {parts()};
    }

    @Override
    void backward(Pass pass, Update update, int phase, int part) {
        List<Block> some = part(blocks(), part);
        float[][] db = arrays(some, block -> block.b().gradient());
        Parameter[] weights = part(w, part).toArray(Parameter[]::new);
        pass.inputs().backward(pass.batch(), arrays(some, Block::dz), db, weights, update);
    }

    private static <T> float[][] arrays(List<T> of, Function<T, float[]> array) {
        return of.stream().map(array).toArray(float[][]::new);
    }

    @Override
    void visitWeights(int unit, Visitor visitor) {
        Parameter block = w.get(unit / UNITS);
        visitor.visit(block, unit % UNITS, UNITS, block.theta().length / UNITS);
    }
}
