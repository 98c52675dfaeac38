package dev.crosscheck.device;

import dev.crosscheck.cuda.CudaDevice;
import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.GpuException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The first GPU, in the driver's order, that did some work by the program's own kernels. A GPU is passed over if it is too old, if it
 * cannot be opened, for instance since another program holds it for itself, or if its memory does not suffice.
 *
 * @param device the GPU
 * @param gpu the same, open
 * @param result what the work returned
 * @param passedOver why the GPUs before it are not used, each in a clause
 */
public record FirstGpu<T>(CudaDevice device, Gpu gpu, T result, List<String> passedOver) implements AutoCloseable {

    /**
     * Does some work on the first GPU that can do it.
     *
     * @param probe shows at least one GPU that is not too old
     * @param work gets an open GPU, which is closed if the work throws
     * @throws GpuException if all GPUs are passed over, with the reasons, or if one fails in another way
     */
    public static <T> FirstGpu<T> of(CudaProbe probe, Function<Gpu, T> work) {
        List<String> passedOver = new ArrayList<>();
        GpuException last = null;
        for (CudaDevice device : DeviceSelector.devices(probe)) {
            if (DeviceSelector.isTooOldByHand(device)) {
                passedOver.add(device + ", is too old");
                continue;
            }
            Gpu gpu = null;
            try {
                gpu = probe.open(device);
                return new FirstGpu<>(device, gpu, work.apply(gpu), List.copyOf(passedOver));
            } catch (RuntimeException | Error e) {
                if (gpu != null) {
                    gpu.close();
                }
                if (!(e instanceof GpuException failure) || gpu != null && !failure.isOutOfMemory()) {
                    throw e;
                }
                last = failure;
                passedOver.add(failure.clause());
            }
        }
        if (passedOver.size() == 1) {
            throw last;
        }
        throw new GpuException(
                last.error(),
                "None of " + passedOver.size() + " GPUs can be used: " + String.join("; ", passedOver) + ".",
                last.remedy(),
                false);
    }

    /** @return which GPU is used, and why not an earlier one, in a clause that starts with a semicolon; empty if it is the first */
    public String choice() {
        return passedOver.isEmpty()
                ? ""
                : "; GPU " + device.index() + " is used (passed over: " + String.join("; ", passedOver) + ")";
    }

    @Override
    public void close() {
        gpu.close();
    }
}
