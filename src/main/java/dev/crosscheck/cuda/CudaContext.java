package dev.crosscheck.cuda;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A context of a GPU with one stream. Every call is checked, and all resources in it are released on closing. */
final class CudaContext implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CudaContext.class);

    private final CudaApi api;
    private final CudaDevice device;
    private final Deque<Resource> open = new ArrayDeque<>(); // the newest first
    private final Pointer context;
    private final Pointer stream;
    private Thread user;
    private boolean lost;
    private boolean closed;

    /** @throws GpuException if the GPU cannot be used; nothing is then left open */
    CudaContext(CudaApi api, CudaDevice device) {
        this.api = api;
        this.device = device;
        user = Thread.currentThread(); // a new context is current for the thread that creates it
        context = make("cuCtxCreate", made -> api.cuCtxCreate_v2(made, 0, handle()));
        opened("cuCtxDestroy", () -> api.cuCtxDestroy_v2(context));
        try {
            stream = make("cuStreamCreate", made -> api.cuStreamCreate(made, 0));
        } catch (GpuException e) {
            close();
            throw e;
        }
        opened("cuStreamDestroy", () -> api.cuStreamDestroy_v2(stream));
    }

    private int handle() {
        IntByReference handle = new IntByReference();
        call("cuDeviceGet", () -> api.cuDeviceGet(handle, device.index()));
        return handle.getValue();
    }

    /** A driver function that creates a resource. */
    interface Maker {
        int make(PointerByReference made);
    }

    /** A resource of the driver, which is released once. */
    final class Resource implements AutoCloseable {
        private final String release;
        private final IntSupplier function;
        private boolean released;

        private Resource(String release, IntSupplier function) {
            this.release = release;
            this.function = function;
        }

        /** @throws IllegalStateException if the resource has been released */
        void requireOpen() {
            if (released) {
                throw new IllegalStateException("used after " + release);
            }
        }

        /**
         * Never throws, since the caller could not handle it. If the GPU is lost, closing the context, which was opened first, releases
         * everything.
         */
        @Override
        public void close() {
            if (released) {
                return;
            }
            released = true;
            open.remove(this);
            if (lost && !open.isEmpty()) {
                return;
            }
            try {
                call(release, function);
            } catch (GpuException e) {
                LOG.warn("{}", e.getMessage());
            }
        }
    }

    /** Registers a resource to be released. */
    Resource opened(String release, IntSupplier function) {
        Resource resource = new Resource(release, function);
        open.push(resource);
        return resource;
    }

    /** @return the resource that a driver function creates */
    Pointer make(String name, Maker maker) {
        PointerByReference made = new PointerByReference();
        call(name, () -> maker.make(made));
        return made.getValue();
    }

    /**
     * Calls a driver function.
     *
     * @param name of the function, for messages
     * @throws GpuException if it does not return success
     */
    void call(String name, IntSupplier function) {
        if (closed) {
            throw new IllegalStateException(name + ": " + device + " has been closed");
        }
        try {
            if (Thread.currentThread() != user) {
                check("cuCtxSetCurrent", api.cuCtxSetCurrent(context));
                user = Thread.currentThread();
            }
            check(name, function.getAsInt());
        } catch (UnsatisfiedLinkError e) {
            throw new GpuException(
                    "no such function",
                    "The NVIDIA driver has no function " + name + ".",
                    "Install a newer NVIDIA driver.",
                    false);
        }
    }

    private void check(String name, int code) {
        if (code != CudaApi.SUCCESS) {
            GpuException failure = CudaError.exception(api, name + " on " + device, code);
            lost |= failure.isLost();
            throw failure;
        }
    }

    Pointer stream() {
        return stream;
    }

    void synchronize() {
        call("cuStreamSynchronize", () -> api.cuStreamSynchronize(stream));
    }

    /** Releases all open resources, the newest first. */
    @Override
    public void close() {
        new ArrayList<>(open).forEach(Resource::close);
        closed = true;
    }
}
