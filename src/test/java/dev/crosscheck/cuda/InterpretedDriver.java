package dev.crosscheck.cuda;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import dev.crosscheck.cuda.ptx.PtxInterpreter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stand-in driver that really runs the PTX it is given, by the interpreter: so that a whole run goes through the driver's functions. All
 * 64-bit parameters of kernels are taken for pointers.
 */
public class InterpretedDriver extends StandInDriver {
    private static final Pattern PARAMETER = Pattern.compile("\\.param \\.(\\w+)");

    private final Gpu interpreter = new PtxInterpreter();
    private final Map<Long, Gpu.Memory> memories = new HashMap<>();
    private final Map<Long, Gpu.Kernel> kernels = new HashMap<>();
    private final Map<Long, List<String>> parameters = new HashMap<>();
    private Gpu.Program program;
    private long next = 1L << 40;
    private long room = Long.MAX_VALUE;
    private int wrongAt = -1;
    private boolean damaged;

    /** A recent driver with one recent GPU. */
    public InterpretedDriver() {
        this(new CudaDevice(0, "NVIDIA H100", 9, 0));
    }

    /** A recent driver with these GPUs. */
    public InterpretedDriver(CudaDevice... devices) {
        super(12_040, devices);
    }

    @Override
    public InterpretedDriver withoutWaiting() {
        super.withoutWaiting();
        return this;
    }

    /** Lets the launch after so many others write nothing, without an error. */
    public InterpretedDriver skipping(int launches) {
        wrongAt = launches;
        return this;
    }

    /** As if the shipped PTX were damaged. */
    public InterpretedDriver withDamagedPtx() {
        damaged = true;
        return this;
    }

    @Override
    public InterpretedDriver withMemory(long bytes) {
        room = bytes;
        return this;
    }

    /** @return pieces of memory that are not freed */
    public int memories() {
        return memories.size();
    }

    @Override
    public int cuModuleLoadDataEx(PointerByReference module, byte[] image, int count, int[] options, Pointer values) {
        if (damaged) {
            ShippedPtx.checked(
                    new String(image, 0, image.length - 2, StandardCharsets.UTF_8)); // its last character is gone
        }
        int code = super.cuModuleLoadDataEx(module, image, count, options, values);
        program = code == SUCCESS ? interpreter.load(ptx()) : null;
        return code;
    }

    @Override
    public int cuModuleGetFunction(PointerByReference function, Pointer module, String name) {
        return answer("cuModuleGetFunction", () -> {
            next += 256;
            kernels.put(next, program.kernel(name));
            String declaration = ptx().substring(ptx().indexOf(".entry " + name + "("));
            List<String> types = new ArrayList<>();
            Matcher matcher = PARAMETER.matcher(declaration.substring(0, declaration.indexOf(')')));
            while (matcher.find()) {
                types.add(matcher.group(1));
            }
            parameters.put(next, types);
            function.setValue(new Pointer(next));
        });
    }

    @Override
    public int cuMemGetInfo_v2(LongByReference free, LongByReference total) {
        return answer("cuMemGetInfo_v2", () -> free.setValue(free()));
    }

    private long free() {
        return room - memories.values().stream().mapToLong(Gpu.Memory::bytes).sum();
    }

    @Override
    public int cuMemAlloc_v2(LongByReference address, long bytes) {
        if (bytes > free()) {
            return 2;
        }
        return answer("cuMemAlloc_v2", () -> {
            memories.put(next, interpreter.allocate(bytes));
            address.setValue(next);
            next += (bytes + 255) / 256 * 256;
        });
    }

    @Override
    public int cuMemFree_v2(long address) {
        return answer("cuMemFree_v2", () -> {
            finish();
            memories.remove(address).close();
        });
    }

    @Override
    public int cuCtxDestroy_v2(Pointer context) {
        memories.clear();
        return super.cuCtxDestroy_v2(context);
    }

    /** The piece that an address is in. */
    private Map.Entry<Long, Gpu.Memory> piece(long address) {
        return memories.entrySet().stream()
                .filter(entry -> address >= entry.getKey()
                        && address < entry.getKey() + entry.getValue().bytes())
                .findFirst()
                .orElseThrow();
    }

    @Override
    public int cuMemcpyHtoDAsync_v2(long to, Pointer from, long bytes, Pointer stream) {
        Map.Entry<Long, Gpu.Memory> piece = piece(to);
        return submit("cuMemcpyHtoDAsync_v2", () -> {
            requireValid(from);
            piece.getValue().write(to - piece.getKey(), from.getByteBuffer(0, bytes));
        });
    }

    @Override
    public int cuMemcpyDtoHAsync_v2(Pointer to, long from, long bytes, Pointer stream) {
        Map.Entry<Long, Gpu.Memory> piece = piece(from);
        return submit("cuMemcpyDtoHAsync_v2", () -> {
            requireValid(to);
            piece.getValue().read(from - piece.getKey(), to.getByteBuffer(0, bytes));
        });
    }

    @Override
    public int cuLaunchKernel(
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
            Pointer extra) {
        long handle = Pointer.nativeValue(function);
        List<Object> values = new ArrayList<>();
        for (String type : parameters.get(handle)) {
            values.add(value(type, arguments.getPointer(8L * values.size())));
        }
        boolean skipped = calls().getOrDefault("cuLaunchKernel", 0) == wrongAt;
        return submitKernel(() -> {
            if (!skipped) {
                kernels.get(handle).launch(gridX, blockX, sharedBytes, values.toArray());
            }
        });
    }

    private Object value(String type, Pointer at) {
        return switch (type) {
            case "u64" -> memories.get(at.getLong(0));
            case "u32" -> at.getInt(0);
            case "f32" -> at.getFloat(0);
            default -> throw new IllegalStateException(type);
        };
    }
}
