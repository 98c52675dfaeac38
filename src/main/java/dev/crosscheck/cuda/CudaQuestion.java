package dev.crosscheck.cuda;

import com.sun.jna.Platform;
import com.sun.jna.ptr.IntByReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks a driver for its devices. */
final class CudaQuestion {
    private static final int NAME_LENGTH = 256;

    private final CudaApi api;

    private CudaQuestion(CudaApi api) {
        this.api = api;
    }

    static CudaDriver ask(Supplier<CudaApi> library) {
        CudaApi api;
        try {
            api = library.get();
        } catch (UnsatisfiedLinkError e) {
            return notLoaded(CudaApi.libraryName(), e.getMessage());
        }
        try {
            return new CudaQuestion(api).present();
        } catch (Refusal refusal) {
            return new CudaDriver.Failed(refusal.call, refusal.code, CudaError.name(api, refusal.code));
        } catch (UnsatisfiedLinkError e) {
            return new CudaDriver.Unusable(CudaApi.libraryName() + " is no NVIDIA driver: it lacks " + e.getMessage());
        }
    }

    /**
     * @param library the driver's library
     * @param message JNA's: what the system's loader says is in its second line, after the file
     * @return that it is not there, or why it does not load
     */
    static CudaDriver notLoaded(String library, String message) {
        Optional<String> jna = Jna.obstacle();
        if (jna.isPresent()) {
            return new CudaDriver.Unusable(jna.get());
        }
        String said = message.lines().skip(1).findFirst().orElse(message);
        boolean absent = said.startsWith(library + ": cannot open shared object file: No such file")
                || said.startsWith("Error loading shared library " + library + ": No such file")
                || said.contains("module could not be found")
                || Platform.isMac();
        return absent
                ? new CudaDriver.Absent(library)
                : new CudaDriver.Unusable("the NVIDIA driver does not load: " + said);
    }

    private CudaDriver.Present present() throws Refusal {
        require("cuInit", api.cuInit(0));
        IntByReference version = new IntByReference();
        require("cuDriverGetVersion", api.cuDriverGetVersion(version));
        IntByReference count = new IntByReference();
        require("cuDeviceGetCount", api.cuDeviceGetCount(count));
        List<CudaDevice> devices = new ArrayList<>();
        for (int index = 0; index < count.getValue(); index++) {
            devices.add(device(index));
        }
        return new CudaDriver.Present(version.getValue(), devices);
    }

    private CudaDevice device(int index) throws Refusal {
        IntByReference handle = new IntByReference();
        require("cuDeviceGet", api.cuDeviceGet(handle, index));
        byte[] name = new byte[NAME_LENGTH];
        require("cuDeviceGetName", api.cuDeviceGetName(name, name.length, handle.getValue()));
        String text = new String(name, StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        return new CudaDevice(
                index,
                end < 0 ? text : text.substring(0, end),
                attribute(CudaApi.CAPABILITY_MAJOR, handle.getValue()),
                attribute(CudaApi.CAPABILITY_MINOR, handle.getValue()));
    }

    private int attribute(int attribute, int device) throws Refusal {
        IntByReference value = new IntByReference();
        require("cuDeviceGetAttribute", api.cuDeviceGetAttribute(value, attribute, device));
        return value.getValue();
    }

    private static void require(String call, int code) throws Refusal {
        if (code != CudaApi.SUCCESS) {
            throw new Refusal(call, code);
        }
    }

    /** A driver call failed. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        private final String call;
        private final int code;

        Refusal(String call, int code) {
            super(call + " returned " + code);
            this.call = call;
            this.code = code;
        }
    }
}
