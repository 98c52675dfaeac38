package dev.crosscheck.cuda;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import dev.crosscheck.cuda.CudaContext.Resource;
import java.nio.ByteBuffer;

final class CudaMemory implements Gpu.Memory {
    private final CudaApi api;
    private final CudaContext context;
    private final long bytes;
    private final long address;
    private final Resource resource;

    /** @throws GpuException if there is not enough free memory */
    CudaMemory(CudaApi api, CudaDevice device, CudaContext context, long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException(bytes + " bytes");
        }
        this.api = api;
        this.context = context;
        this.bytes = bytes;
        this.address = take(device);
        this.resource = context.opened("cuMemFree", () -> api.cuMemFree_v2(address));
    }

    private long take(CudaDevice device) {
        LongByReference made = new LongByReference();
        try {
            context.call("cuMemAlloc", () -> api.cuMemAlloc_v2(made, bytes));
        } catch (GpuException e) {
            if (e.error().equals(CudaError.OUT_OF_MEMORY.driversName())) {
                throw new GpuException(
                        e.error(),
                        "The memory of " + device + " does not suffice: " + bytes + " bytes are needed, " + freeBytes()
                                + " are free (" + e.error() + ").",
                        e.remedy(),
                        false);
            }
            throw e;
        }
        return made.getValue();
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void write(long offset, ByteBuffer from) {
        requireRoom(offset, from);
        int size = from.remaining();
        if (from.isDirect()) {
            toGpu(offset, direct(from), size);
            context.synchronize();
            return;
        }
        try (Memory staged = new Memory(size)) {
            staged.getByteBuffer(0, size).put(from.duplicate());
            toGpu(offset, staged, size);
            context.synchronize();
        }
    }

    @Override
    public void send(long offset, ByteBuffer from) {
        requireRoom(offset, from);
        if (!from.isDirect()) {
            throw new IllegalArgumentException("a direct buffer is expected");
        }
        toGpu(offset, direct(from), from.remaining());
    }

    @Override
    public void read(long offset, ByteBuffer to) {
        requireRoom(offset, to);
        int size = to.remaining();
        if (to.isDirect()) {
            toHost(direct(to), offset, size);
            return;
        }
        try (Memory staged = new Memory(size)) {
            toHost(staged, offset, size);
            to.duplicate().put(staged.getByteBuffer(0, size));
        }
    }

    private static Pointer direct(ByteBuffer buffer) {
        return Native.getDirectBufferPointer(buffer).share(buffer.position());
    }

    private void toGpu(long offset, Pointer host, int size) {
        context.call(
                "cuMemcpyHtoDAsync", () -> api.cuMemcpyHtoDAsync_v2(address + offset, host, size, context.stream()));
    }

    private void toHost(Pointer host, long offset, int size) {
        context.call(
                "cuMemcpyDtoHAsync", () -> api.cuMemcpyDtoHAsync_v2(host, address + offset, size, context.stream()));
        context.synchronize();
    }

    /** @return free memory in bytes */
    private long freeBytes() {
        LongByReference free = new LongByReference();
        LongByReference total = new LongByReference();
        context.call("cuMemGetInfo", () -> api.cuMemGetInfo_v2(free, total));
        return free.getValue();
    }

    /** @return the device address, for a kernel */
    long address() {
        resource.requireOpen();
        return address;
    }

    private void requireRoom(long offset, ByteBuffer buffer) {
        resource.requireOpen();
        int size = buffer.remaining();
        if (size < 1 || offset < 0 || offset > bytes - size) {
            throw new IllegalArgumentException(size + " bytes at " + offset + " of " + bytes);
        }
    }

    @Override
    public void close() {
        resource.close();
    }
}
