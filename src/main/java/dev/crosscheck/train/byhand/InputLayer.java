package dev.crosscheck.train.byhand;

import dev.crosscheck.nn.Setup;
import dev.crosscheck.train.byhand.Update.Parameter;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The first layer: {@code Z = X·W + b} by {@link Inputs}. */
final class InputLayer extends Layer {
    private final List<Parameter> w; // (I, U), by block

    /** @param batch largest number of rows */
    InputLayer(Setup setup, int batch, Products products) {
        super(setup, 1, UNITS, batch, products);
        int weights = Math.multiplyExact(setup.network().inputs(), UNITS);
        w = Stream.generate(() -> new Parameter(weights)).limit(blocks().size()).toList();
    }

    @Override
    void sums(Pass pass, int member, List<Block> mine) {
        pass.inputs()
                .forward(
                        pass.batch(),
                        arrays(weights(pass, member), Parameter::theta),
                        arrays(mine, block -> block.b().theta()),
                        arrays(mine, Block::a));
    }

    @Override
    void backward(Pass pass, Update update, int member) {
        List<Block> mine = blocks(pass.batch(), member);
        pass.inputs()
                .backward(
                        pass.batch(),
                        arrays(mine, Block::dz),
                        arrays(mine, block -> block.b().gradient()),
                        weights(pass, member).toArray(Parameter[]::new),
                        update);
    }

    private List<Parameter> weights(Pass pass, int member) {
        return w.subList(pass.batch().first(w.size(), member), pass.batch().first(w.size(), member + 1));
    }

    private static <T> float[][] arrays(List<T> of, Function<T, float[]> array) {
        return of.stream().map(array).toArray(float[][]::new);
    }

    @Override
    void visit(Visitor visitor) {
        for (int unit = 0; unit < units(); unit++) {
            Parameter weights = w.get(unit / UNITS);
            for (int i = unit % UNITS; i < weights.theta().length; i += UNITS) {
                visitor.visit(weights, i);
            }
        }
        visitBiases(visitor);
    }
}
