package dev.crosscheck.layers;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where ND4J's arrays lie outside the heap. */
final class Native {
    private Native() {}

    /** @return a pointer to a view's first number: the data's own pointer is that of the whole buffer */
    static FloatPointer of(INDArray view) {
        return new FloatPointer(view.data().pointer()).position(view.offset());
    }

    /** @return a pointer some numbers further */
    static FloatPointer at(FloatPointer start, long further) {
        return new FloatPointer(start).position(start.position() + further);
    }
}
