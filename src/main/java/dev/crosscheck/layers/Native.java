package dev.crosscheck.layers;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Pointers to ND4J's arrays outside the heap. */
final class Native {
    private Native() {}

    /** @return a pointer to a view's first number: the data's own pointer is to the whole buffer */
    static FloatPointer of(INDArray view) {
        return new FloatPointer(view.data().pointer()).position(view.offset());
    }

    /** @return a pointer that many numbers further on */
    static FloatPointer at(FloatPointer start, long further) {
        return new FloatPointer(start).position(start.position() + further);
    }
}
