package dev.crosscheck.proof.verify;

import dev.crosscheck.data.Examples;

/** Other examples, passed on as they are; subclasses change what a check needs otherwise. Rows cannot be selected. */
class SameExamples implements Examples {
    private final Examples others;

    SameExamples(Examples others) {
        this.others = others;
    }

    @Override
    public int size() {
        return others.size();
    }

    @Override
    public int features() {
        return others.features();
    }

    @Override
    public int outputs() {
        return others.outputs();
    }

    @Override
    public void features(int[] order, int from, int to, float[] into, int at) {
        others.features(order, from, to, into, at);
    }

    @Override
    public void targets(int[] order, int from, int to, float[] into) {
        others.targets(order, from, to, into);
    }

    @Override
    public int[] labels() {
        return others.labels();
    }

    @Override
    public int classes() {
        return others.classes();
    }

    @Override
    public double unit() {
        return others.unit();
    }

    @Override
    public Examples select(int... indices) {
        throw new UnsupportedOperationException("no check selects rows of these");
    }
}
