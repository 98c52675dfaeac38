package dev.crosscheck.cuda;

/**
 * A GPU as its driver describes it.
 *
 * @param index the driver's number of the GPU, from 0
 * @param name the product's name
 * @param major compute capability, before the point
 * @param minor compute capability, after the point
 */
public record CudaDevice(int index, String name, int major, int minor) {

    /** @return for instance {@code GPU 0, NVIDIA A100-SXM4-40GB, compute capability 8.0} */
    @Override
    public String toString() {
        return "GPU " + index + ", " + name + ", compute capability " + major + "." + minor;
    }
}
