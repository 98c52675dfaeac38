package dev.crosscheck.cuda.ptx;

import dev.crosscheck.cuda.GpuException;
import dev.crosscheck.cuda.ptx.CheckedMemory.Stamp;
import dev.crosscheck.cuda.ptx.Program.Preset;
import dev.crosscheck.cuda.ptx.PtxModule.Instruction;
import dev.crosscheck.cuda.ptx.PtxModule.Kind;
import dev.crosscheck.cuda.ptx.PtxModule.Variable;
import java.util.ArrayList;
import java.util.List;

/** The threads of one block at a time, what they share, and their barriers. Runs all blocks of a launch, one after the other. */
final class Block {
    private final Program program;
    private final GlobalMemory global;
    private final List<CheckedMemory> shared = new ArrayList<>();
    private final List<Warp> warps = new ArrayList<>();
    private final int threads;
    private final int blocks;
    private final long[] arguments;
    private final Stamp stamp;
    private final Access access = new Access();
    private int index;

    /**
     * @param threads per block
     * @param blocks of the launch
     * @param dynamic bytes of shared memory that the launch adds
     * @param arguments their bits, in the order of the parameters
     */
    Block(Program program, GlobalMemory global, int threads, int blocks, int dynamic, long... arguments) {
        this.program = program;
        this.global = global;
        this.threads = threads;
        this.blocks = blocks;
        this.arguments = arguments;
        this.stamp = global.stamp();
        for (Variable variable : program.kernel().shared()) {
            int bytes = variable.bytes() < 0 ? dynamic : variable.bytes();
            shared.add(bytes == 0 ? null : new CheckedMemory("the shared " + variable.name(), bytes));
        }
        for (int first = 0; first < threads; first += Warp.LANES) {
            warps.add(new Warp(this, program, first, Math.min(Warp.LANES, threads - first)));
        }
    }

    /**
     * Runs all blocks.
     *
     * @throws GpuException naming kernel, line, block and thread, if one does what it must not
     */
    void runAll() {
        stamp.beginLaunch();
        for (index = 0; index < blocks; index++) {
            stamp.beginBlock();
            shared.stream().filter(memory -> memory != null).forEach(CheckedMemory::forget);
            for (Warp warp : warps) {
                warp.begin();
                program.presets().forEach(preset -> set(warp, preset));
            }
            runOne();
        }
    }

    private void set(Warp warp, Preset preset) {
        long value = switch (preset.source()) {
            case CONSTANT -> preset.value();
            case PARAMETER -> arguments[(int) preset.value()];
            case BLOCK -> index;
            case THREADS -> threads;
            case BLOCKS -> blocks;
            case THREAD -> 0;
        };
        warp.set(preset.register().kind(), preset.register().index(), value);
        if (preset.source() == Program.Source.THREAD) {
            for (int lane = 0; lane < Warp.LANES; lane++) {
                warp.ints[preset.register().index() * Warp.LANES + lane] = warp.first + lane;
            }
        }
    }

    /** From barrier to barrier: every warp has to come to the same one, or all to the end. */
    private void runOne() {
        while (true) {
            for (Warp warp : warps) {
                run(warp);
            }
            Warp first = warps.get(0);
            for (Warp warp : warps) {
                if (warp.state() != first.state() || first.state() == Warp.State.WAITING && warp.pc() != first.pc()) {
                    Warp waits = first.state() == Warp.State.WAITING ? first : warp;
                    Warp other = waits == first ? warp : first;
                    waits.lane(0);
                    throw located(
                            waits,
                            PtxFault.divergentBarrier("waits at a barrier to which thread " + other.first
                                    + " of its block does not come: it has ended or waits at another one"));
                }
            }
            if (first.state() == Warp.State.ENDED) {
                return;
            }
            stamp.barrier();
            warps.forEach(Warp::pass);
        }
    }

    private void run(Warp warp) {
        try {
            warp.run();
        } catch (PtxFault fault) {
            throw located(warp, fault);
        }
    }

    private GpuException located(Warp warp, PtxFault fault) {
        Instruction instruction = program.step(warp.pc()).instruction();
        String where = instruction == null
                ? "at its end"
                : "PTX line " + instruction.line()
                        + (instruction.source().isEmpty() ? "" : " (" + instruction.source() + ")") + ", "
                        + instruction.opcode();
        return new GpuException(
                fault.error(),
                "Kernel " + program.kernel().name() + ", " + where + ": thread " + stamp.thread() + " of block " + index
                        + " " + fault.getMessage() + ".",
                "This is a fault of the kernel, or of what it was given.",
                false);
    }

    Stamp stamp() {
        return stamp;
    }

    Access access() {
        return access;
    }

    /** One access to memory, of one or more words. */
    final class Access {
        private CheckedMemory memory;
        private long at;

        /**
         * Finds the memory that an address points into, and requires that the access is aligned to its size.
         *
         * @param space LONG for global memory, INT for shared
         * @param bytes of the access, a power of two
         */
        void to(long base, int offset, Kind space, int bytes) {
            long address = base + offset;
            if (space == Kind.LONG) {
                memory = global.at(address);
                at = GlobalMemory.offset(address);
            } else {
                int which = (int) (address / Assembler.SHARED_STRIDE) - 1;
                if (which < 0 || which >= shared.size() || shared.get(which) == null) {
                    throw PtxFault.illegalAddress("accesses shared memory in front of its first byte or of none");
                }
                memory = shared.get(which);
                at = address % Assembler.SHARED_STRIDE
                        - program.kernel().shared().get(which).align();
            }
            memory.requireAligned(address, at, bytes);
        }

        int read(int word) {
            return memory.read(at + (long) word * Integer.BYTES, stamp);
        }

        /** Notes that other threads of the warp read the same words. */
        void several(int words) {
            for (int i = 0; i < words; i++) {
                memory.noteSeveral(at + (long) i * Integer.BYTES, stamp);
            }
        }

        int readByte() {
            return memory.readByte(at, stamp);
        }

        void write(int word, int value) {
            memory.write(at + (long) word * Integer.BYTES, value, stamp);
        }
    }
}
