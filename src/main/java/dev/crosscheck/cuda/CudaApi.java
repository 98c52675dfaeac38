package dev.crosscheck.cuda;

import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.FloatByReference;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;

/**
 * The functions of NVIDIA's CUDA driver API that this program uses, by the names that CUDA 10.2's driver exports; each returns 0 or an
 * error code. All drivers since have them, and {@link CudaEntries} finds them.
 *
 * <p>On the 64-bit systems that have a driver {@code size_t} and {@code CUdeviceptr} are a Java long, handles are pointers, and
 * {@code CUdevice} is an int.
 */
public interface CudaApi extends CudaLaunch {
    int SUCCESS = 0;

    /** {@code CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR} */
    int CAPABILITY_MAJOR = 75;

    /** {@code CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR} */
    int CAPABILITY_MINOR = 76;

    /** {@code CU_JIT_INFO_LOG_BUFFER}; the size of each log is the option after it */
    int JIT_INFO_LOG = 3;

    /** {@code CU_JIT_ERROR_LOG_BUFFER} */
    int JIT_ERROR_LOG = 5;

    /** {@code CU_STREAM_CAPTURE_MODE_THREAD_LOCAL}: while launches are recorded, other threads may call the driver */
    int CAPTURE_THREAD_LOCAL = 1;

    /** {@code CU_JIT_LOG_VERBOSE}: the log of information tells registers and spills */
    int JIT_LOG_VERBOSE = 12;

    /** @return the name of the driver's library on this system */
    static String libraryName() {
        return Platform.isWindows() ? "nvcuda.dll" : "libcuda.so.1";
    }

    /**
     * Loads the driver.
     *
     * @throws UnsatisfiedLinkError if there is none, or it does not load
     */
    static CudaApi load() {
        return CudaEntries.of(Jna.library(libraryName()));
    }

    int cuInit(int flags);

    int cuDriverGetVersion(IntByReference version);

    int cuGetErrorName(int error, PointerByReference name);

    int cuDeviceGetCount(IntByReference count);

    int cuDeviceGet(IntByReference device, int ordinal);

    int cuDeviceGetName(byte[] name, int length, int device);

    int cuDeviceGetAttribute(IntByReference value, int attribute, int device);

    int cuCtxCreate_v2(PointerByReference context, int flags, int device);

    int cuCtxSetCurrent(Pointer context);

    int cuCtxDestroy_v2(Pointer context);

    int cuModuleLoadDataEx(PointerByReference module, byte[] image, int count, int[] options, Pointer values);

    int cuModuleGetFunction(PointerByReference function, Pointer module, String name);

    int cuFuncGetAttribute(IntByReference value, int attribute, Pointer function);

    int cuModuleUnload(Pointer module);

    int cuMemGetInfo_v2(LongByReference free, LongByReference total);

    int cuMemAlloc_v2(LongByReference address, long bytes);

    int cuMemFree_v2(long address);

    int cuMemcpyHtoDAsync_v2(long to, Pointer from, long bytes, Pointer stream);

    int cuMemcpyDtoHAsync_v2(Pointer to, long from, long bytes, Pointer stream);

    int cuStreamCreate(PointerByReference stream, int flags);

    int cuStreamSynchronize(Pointer stream);

    int cuStreamDestroy_v2(Pointer stream);

    int cuEventCreate(PointerByReference event, int flags);

    int cuEventRecord(Pointer event, Pointer stream);

    int cuEventSynchronize(Pointer event);

    int cuEventElapsedTime(FloatByReference milliseconds, Pointer start, Pointer end);

    int cuEventDestroy_v2(Pointer event);

    int cuStreamBeginCapture_v2(Pointer stream, int mode);

    int cuStreamEndCapture(Pointer stream, PointerByReference graph);

    /** Since CUDA 11.4. */
    int cuGraphInstantiateWithFlags(PointerByReference executable, Pointer graph, long flags);

    int cuGraphLaunch(Pointer executable, Pointer stream);

    int cuGraphExecDestroy(Pointer executable);

    int cuGraphDestroy(Pointer graph);
}
