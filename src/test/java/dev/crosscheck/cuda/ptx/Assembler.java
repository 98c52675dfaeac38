package dev.crosscheck.cuda.ptx;

import dev.crosscheck.cuda.GpuException;
import dev.crosscheck.cuda.ptx.Program.Operation;
import dev.crosscheck.cuda.ptx.Program.Preset;
import dev.crosscheck.cuda.ptx.Program.Source;
import dev.crosscheck.cuda.ptx.Program.Step;
import dev.crosscheck.cuda.ptx.Program.Use;
import dev.crosscheck.cuda.ptx.Program.What;
import dev.crosscheck.cuda.ptx.PtxModule.Instruction;
import dev.crosscheck.cuda.ptx.PtxModule.Kernel;
import dev.crosscheck.cuda.ptx.PtxModule.Kind;
import dev.crosscheck.cuda.ptx.PtxModule.Operand;
import dev.crosscheck.cuda.ptx.PtxModule.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes a {@link Program} of a kernel: resolves names, and looks up what each opcode does. */
final class Assembler {
    /**
     * Bytes from one variable in shared memory to the next: an index too far meets no other variable. Each begins as many bytes behind a
     * multiple of it as it asks for by {@code .align}, and so is aligned to that and to nothing more.
     */
    static final int SHARED_STRIDE = 1 << 20;

    private static final Map<String, Source> MACHINE = Map.of(
            "%tid.x", Source.THREAD, "%ctaid.x", Source.BLOCK, "%ntid.x", Source.THREADS, "%nctaid.x", Source.BLOCKS);

    private static final Use[] NONE = {};

    private final Kernel kernel;
    private final int[] registers = new int[Kind.values().length];
    private final List<Preset> presets = new ArrayList<>();
    private final Map<String, Use> known = new HashMap<>(); // presets by what they are
    private final List<Use> reads = new ArrayList<>();
    private final List<Use> writes = new ArrayList<>();
    private Instruction instruction;

    private Assembler(Kernel kernel) {
        this.kernel = kernel;
        kernel.registers().forEach((kind, count) -> registers[kind.ordinal()] = count);
    }

    /**
     * @return the kernel, ready to run
     * @throws GpuException naming an instruction that is unknown or has operands that it does not take
     */
    static Program assemble(Kernel kernel) {
        return new Assembler(kernel).program();
    }

    private Program program() {
        List<Step> steps = new ArrayList<>();
        for (Instruction next : kernel.code()) {
            instruction = next;
            reads.clear();
            writes.clear();
            steps.add(step());
        }
        steps.add(new Step(What.RETURN, null, -1, false, -1, NONE, NONE, null));
        return new Program(kernel, List.copyOf(steps), List.copyOf(presets), registers);
    }

    private Step step() {
        return switch (instruction.opcode()) {
            case "ret" -> step(What.RETURN, null, -1);
            case "bra", "bra.uni" -> step(What.BRANCH, null, target());
            case "bar.sync" -> step(What.BARRIER, barrier(), -1);
            default -> step(What.COMPUTE, Operations.of(this, instruction.opcode()), -1);
        };
    }

    private Step step(What what, Operation operation, int target) {
        return new Step(
                what,
                operation,
                instruction.guard(),
                instruction.unless(),
                target,
                reads.toArray(NONE),
                writes.toArray(NONE),
                instruction);
    }

    private int target() {
        if (instruction.operands().size() == 1
                && instruction.operands().get(0) instanceof Operand.Symbol symbol
                && kernel.labels().containsKey(symbol.name())) {
            return kernel.labels().get(symbol.name());
        }
        throw refused("a label was expected");
    }

    /** A kernel here has one barrier, for all its threads. */
    private Operation barrier() {
        if (instruction.operands().size() == 1
                && instruction.operands().get(0) instanceof Operand.Immediate barrier
                && barrier.bits() == 0) {
            return null;
        }
        throw refused("barrier 0 was expected");
    }

    /** @return operand {@code i}, of as many as the instruction has to have */
    Operand operand(int i, int count) {
        if (instruction.operands().size() != count) {
            throw refused(count + " operands were expected");
        }
        return instruction.operands().get(i);
    }

    /** @return the index of the register that operand 0 of some names, to write it */
    int target(Kind kind, int count) {
        return written(kind, operand(0, count));
    }

    int written(Kind kind, Operand operand) {
        if (operand instanceof Operand.Register register && register.kind() == kind) {
            writes.add(new Use(kind, register.index()));
            return register.index();
        }
        throw refused("a register for " + kind + " was expected");
    }

    /** @return the index of a register that holds operand {@code i} of some, to read it */
    int source(Kind kind, int i, int count) {
        return read(kind, operand(i, count));
    }

    int read(Kind kind, Operand operand) {
        if (operand instanceof Operand.Register register && register.kind() == kind) {
            reads.add(new Use(kind, register.index()));
            return register.index();
        }
        if (operand instanceof Operand.Immediate immediate && immediate.isFloat() == (kind == Kind.FLOAT)) {
            return preset(kind, Source.CONSTANT, immediate.bits());
        }
        if (operand instanceof Operand.Symbol symbol && kind == Kind.INT) {
            return MACHINE.containsKey(symbol.name())
                    ? preset(kind, MACHINE.get(symbol.name()), 0)
                    : preset(kind, Source.CONSTANT, sharedAddress(symbol.name()));
        }
        throw refused("an operand of the kind " + kind + " was expected");
    }

    /** @return the index of a register that holds a parameter */
    int parameter(Kind kind, String type) {
        if (operand(1, 2) instanceof Operand.Address address
                && address.base() instanceof Operand.Symbol symbol
                && address.offset() == 0) {
            for (int i = 0; i < kernel.parameters().size(); i++) {
                Variable parameter = kernel.parameters().get(i);
                if (parameter.name().equals(symbol.name()) && parameter.type().equals(type)) {
                    return preset(kind, Source.PARAMETER, i);
                }
            }
        }
        throw refused("a parameter of the type ." + type + " was expected");
    }

    private int sharedAddress(String name) {
        for (int i = 0; i < kernel.shared().size(); i++) {
            if (kernel.shared().get(i).name().equals(name)) {
                return (i + 1) * SHARED_STRIDE // no variable is at 0
                        + kernel.shared().get(i).align();
            }
        }
        throw refused(name + " is not declared");
    }

    private int preset(Kind kind, Source source, long value) {
        return known.computeIfAbsent(kind + " " + source + " " + value, key -> {
                    Use register = new Use(kind, registers[kind.ordinal()]++);
                    presets.add(new Preset(register, source, value));
                    return register;
                })
                .index();
    }

    /** @return an exception that says why the instruction cannot be run */
    GpuException refused(String problem) {
        return new GpuException(
                "CUDA_ERROR_INVALID_PTX",
                "PTX line " + instruction.line() + ", " + instruction.opcode() + ": " + problem + ".",
                "The interpreter runs the instructions of the shipped kernels and a few like them.",
                false);
    }
}
