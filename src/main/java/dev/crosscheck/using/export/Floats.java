package dev.crosscheck.using.export;

import dev.crosscheck.math.Matrix;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Converts matrices back to the floats from which they were widened. */
final class Floats {
    private Floats() {}

    /** @return the elements, row-major */
    static float[] of(Matrix matrix) {
        float[] floats = new float[matrix.data().length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) matrix.data()[i];
        }
        return floats;
    }

    /** @return the elements as little-endian floats, row-major */
    static byte[] littleEndian(Matrix matrix) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, matrix.data().length))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(of(matrix));
        return bytes.array();
    }
}
