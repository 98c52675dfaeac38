package dev.crosscheck.train.byhand;

import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.Gpu.Memory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Copies Java arrays to and from a GPU's memory. {@link #close} frees all memory that was allocated here. */
final class GpuArrays implements AutoCloseable {
    /** Floats or ints per copy: a staging buffer of 1 MiB outside the heap is enough for full speed. */
    private static final int CHUNK = 1 << 18;

    private final Gpu gpu;
    private final List<AutoCloseable> taken = new ArrayList<>();
    private final ByteBuffer chunk =
            ByteBuffer.allocateDirect(CHUNK * Float.BYTES).order(ByteOrder.nativeOrder());

    GpuArrays(Gpu gpu) {
        this.gpu = gpu;
    }

    Gpu.Program load(String ptx) {
        Gpu.Program program = gpu.load(ptx);
        taken.add(program);
        return program;
    }

    /** Records launches, as {@link Gpu#record}; closed with the arrays. */
    Optional<Gpu.Recording> record(Runnable launches) {
        Optional<Gpu.Recording> recording = gpu.record(launches);
        recording.ifPresent(taken::add);
        return recording;
    }

    /** @return memory that the caller closes */
    Memory temporary(long bytes) {
        return gpu.allocate(bytes);
    }

    private Memory allocate(long bytes) {
        Memory memory = gpu.allocate(bytes);
        taken.add(memory);
        return memory;
    }

    /** @return uninitialised memory for {@code length} floats */
    Memory floats(long length) {
        return allocate(length * Float.BYTES);
    }

    /** @return uninitialised memory for {@code length} ints */
    Memory ints(long length) {
        return allocate(length * Integer.BYTES);
    }

    Memory of(byte... values) {
        Memory memory = allocate(values.length);
        memory.write(0, ByteBuffer.wrap(values));
        return memory;
    }

    Memory of(int... values) {
        Memory memory = allocate((long) values.length * Integer.BYTES);
        write(memory, values);
        return memory;
    }

    Memory of(float... values) {
        Memory memory = floats(values.length);
        write(memory, values);
        return memory;
    }

    void write(Memory to, int... values) {
        for (int from = 0; from < values.length; from += CHUNK) {
            int count = Math.min(CHUNK, values.length - from);
            chunk.clear().asIntBuffer().put(values, from, count);
            to.write((long) from * Integer.BYTES, chunk.limit(count * Integer.BYTES));
        }
    }

    void write(Memory to, float... values) {
        for (int from = 0; from < values.length; from += CHUNK) {
            int count = Math.min(CHUNK, values.length - from);
            chunk.clear().asFloatBuffer().put(values, from, count);
            to.write((long) from * Float.BYTES, chunk.limit(count * Float.BYTES));
        }
    }

    /** @return the first {@code length} floats of {@code from} */
    float[] floats(Memory from, int length) {
        float[] values = new float[length];
        for (int at = 0; at < length; at += CHUNK) {
            int count = Math.min(CHUNK, length - at);
            from.read((long) at * Float.BYTES, chunk.clear().limit(count * Float.BYTES));
            chunk.clear().asFloatBuffer().get(values, at, count);
        }
        return values;
    }

    /** Frees all memory, the newest first, even if freeing one part fails. */
    @Override
    public void close() {
        RuntimeException failure = null;
        for (int i = taken.size() - 1; i >= 0; i--) {
            try {
                close(taken.get(i));
            } catch (RuntimeException e) {
                failure = failure == null ? e : failure;
            }
        }
        taken.clear();
        if (failure != null) {
            throw failure;
        }
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
