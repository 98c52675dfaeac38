package dev.crosscheck.train.gpu;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.GpuException;
import dev.crosscheck.data.DataSet;
import dev.crosscheck.device.CudaProbe;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.DeviceChoice;
import dev.crosscheck.device.DeviceRequest;
import dev.crosscheck.device.DeviceSelector;
import dev.crosscheck.train.OneNetwork;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingStart;
import org.jspecify.annotations.Nullable;

/**
 * The device of a run. A GPU for training by hand is open, and its first steps have been compared with the CPU's.
 *
 * @param choice the device, and why; the CPU if a GPU failed and was not required by {@code --device cuda}
 * @param gpu the GPU for training by hand; null for other devices
 * @param start the run's network on this GPU; null for other devices
 */
public record OpenDevice(
        DeviceChoice choice, @Nullable Gpu gpu, @Nullable GpuStart start) implements AutoCloseable {

    /**
     * Opens the GPU, if one was chosen for training by hand, and compares the run's first steps there with the CPU's.
     *
     * @throws CrosscheckException if the GPU was required and cannot be used, with the reason
     */
    public static OpenDevice open(
            CudaProbe probe, DeviceChoice choice, TrainingConfig config, TrainingStart start, DataSet data) {
        if (choice.device() != Device.CUDA_BY_HAND) {
            return new OpenDevice(choice, null, null);
        }
        Gpu gpu = null;
        try {
            gpu = DeviceSelector.open(probe);
            GpuStart proved = GpuStart.of(gpu, OneNetwork.of(Device.CUDA_BY_HAND, start, config, data));
            String reason = gpu.name() + ", whose first steps gave the CPU's bits; " + choice.reason();
            return new OpenDevice(new DeviceChoice(choice.requested(), choice.device(), reason), gpu, proved);
        } catch (RuntimeException | Error e) {
            if (gpu != null) {
                gpu.close();
            }
            if (!(e instanceof GpuException failure)) {
                throw e;
            }
            if (choice.requested() != DeviceRequest.AUTO) {
                throw new CrosscheckException(
                        "--device " + choice.requested() + " cannot run: " + failure.clause() + ".",
                        failure.remedy(),
                        failure);
            }
            return new OpenDevice(new DeviceChoice(DeviceRequest.AUTO, Device.CPU, failure.clause()), null, null);
        }
    }

    @Override
    public void close() {
        if (gpu != null) {
            gpu.close();
        }
    }
}
