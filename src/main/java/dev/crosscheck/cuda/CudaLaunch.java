package dev.crosscheck.cuda;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/**
 * The driver's launch function, the only one that is called several times per step. Through a JNA interface a call takes about 3 µs, as
 * long as the launch itself; through a native method, {@link Direct}, it takes a fifth of that.
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

    /** JNA binds the native methods of a class to one library. */
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

    /** @return the launch function of a library, bound as a native method */
    static CudaLaunch direct(String library) {
        Native.register(Direct.class, library);
        return Direct::cuLaunchKernel;
    }
}
