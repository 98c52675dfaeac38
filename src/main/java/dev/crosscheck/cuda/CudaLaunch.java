package dev.crosscheck.cuda;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/**
 * The one function of the driver that is called several times a step. Through an interface a call takes JNA some 3 µs, as much as the
 * launch itself; as a native method, {@link Direct}, a fifth of that.
 */
interface CudaLaunch extends Library {
    int cuLaunchKernel(
            Pointer function,
            int gridX,
            int gridY,
            int gridZ,
            int blockX,
            int blockY,
            int blockZ,
            int sharedBytes,
            Pointer stream,
            Pointer arguments,
            Pointer extra);

    /** JNA binds a class's native methods to one library. */
    final class Direct {
        private Direct() {}

        static native int cuLaunchKernel(
                Pointer function,
                int gridX,
                int gridY,
                int gridZ,
                int blockX,
                int blockY,
                int blockZ,
                int sharedBytes,
                Pointer stream,
                Pointer arguments,
                Pointer extra);
    }

    /** @return the function of a library, called directly */
    static CudaLaunch direct(String library) {
        Native.register(Direct.class, library);
        return Direct::cuLaunchKernel;
    }
}
