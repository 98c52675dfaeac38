package dev.crosscheck.cuda.ptx;

import dev.crosscheck.cuda.ptx.PtxModule.Instruction;
import dev.crosscheck.cuda.ptx.PtxModule.Kind;
import java.util.List;

/**
 * A kernel that is ready to run: every name is an index, and what does not change during a launch lies in registers too.
 *
 * @param kernel as it was read
 * @param steps one per instruction, and a last one that ends
 * @param presets registers that are set before the first instruction
 * @param registers of each kind, by {@link Kind#ordinal}
 */
record Program(PtxModule.Kernel kernel, List<Step> steps, List<Preset> presets, int[] registers) {

    /** What a step is about. */
    enum What {
        COMPUTE,
        BRANCH,
        RETURN,
        BARRIER
    }

    /** Computes for some threads of a warp. */
    interface Operation {
        void run(Warp warp, int mask);
    }

    /**
     * An instruction that is ready to run.
     *
     * @param operation what to compute
     * @param guard predicate register without which it does nothing, or -1
     * @param unless whether the guard has to be false
     * @param target of a branch
     * @param reads registers that have to be written before
     * @param writes registers
     * @param instruction as it was read, or null
     */
    record Step(
            What what,
            Operation operation,
            int guard,
            boolean unless,
            int target,
            Use[] reads,
            Use[] writes,
            Instruction instruction) {}

    /** A register. */
    record Use(Kind kind, int index) {}

    /** What a preset register holds. */
    enum Source {
        CONSTANT,
        PARAMETER,
        THREAD,
        BLOCK,
        THREADS,
        BLOCKS
    }

    /**
     * A register that is set before the first instruction.
     *
     * @param value the constant's bits, or which parameter
     */
    record Preset(Use register, Source source, long value) {}

    Step step(int pc) {
        return steps.get(pc);
    }

    int predicates() {
        return registers[Kind.PREDICATE.ordinal()];
    }

    int ints() {
        return registers[Kind.INT.ordinal()];
    }

    int floats() {
        return registers[Kind.FLOAT.ordinal()];
    }

    int longs() {
        return registers[Kind.LONG.ordinal()];
    }
}
