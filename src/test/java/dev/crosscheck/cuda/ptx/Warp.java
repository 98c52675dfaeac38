package dev.crosscheck.cuda.ptx;

import java.util.Arrays;

/**
 * 32 threads of a block and their registers. They run together where they are at the same instruction; where a branch parts them, those
 * at the earliest instruction go first, and whoever meets again goes on together.
 *
 * <p>Sets of threads are masks of 32 bits. A register of a kind has 32 values, one for each thread, next to each other.
 */
final class Warp {
    static final int LANES = 32;

    /** Instructions that a warp may do between two barriers: the longest of the kernels here, with images of 2²⁴ pixels, stay below. */
    private static final long MOST_INSTRUCTIONS = 50_000_000L;

    /** What a warp has come to. */
    enum State {
        RUNNING,
        WAITING,
        ENDED
    }

    final int[] ints;
    final float[] floats;
    final long[] longs;
    final int[] predicates; // a mask each
    final Block block;
    final int first; // thread in lane 0
    private final Program program;
    private final int all;
    private final int[][] written; // by kind and register: the threads that have written it
    private final int[] pcs = new int[LANES];
    private final int[] masks = new int[LANES];
    private final boolean[] parked = new boolean[LANES]; // at a barrier, until the others come
    private int groups; // besides the one that runs
    private int mask;
    private int pc;
    private State state;

    /**
     * @param first number of the first thread
     * @param threads how many there are, 1 to 32
     */
    Warp(Block block, Program program, int first, int threads) {
        this.block = block;
        this.program = program;
        this.first = first;
        this.all = threads == LANES ? -1 : (1 << threads) - 1;
        this.ints = new int[program.ints() * LANES];
        this.floats = new float[program.floats() * LANES];
        this.longs = new long[program.longs() * LANES];
        this.predicates = new int[program.predicates()];
        this.written = new int[][] {
            new int[program.predicates()], new int[program.ints()], new int[program.floats()], new int[program.longs()]
        };
    }

    /** Puts all threads before the first instruction, with nothing in their registers. */
    void begin() {
        for (int[] kind : written) {
            Arrays.fill(kind, 0);
        }
        groups = 0;
        mask = all;
        pc = 0;
        state = State.RUNNING;
    }

    State state() {
        return state;
    }

    /** @return where it waits or has failed */
    int pc() {
        return pc;
    }

    /** Lets it go on after a barrier. */
    void pass() {
        pc++;
        state = State.RUNNING;
    }

    /** Runs until all threads wait at a barrier or have ended. */
    void run() {
        for (long left = MOST_INSTRUCTIONS; state == State.RUNNING; left--) {
            if (left == 0) {
                throw new PtxFault("CUDA_ERROR_LAUNCH_TIMEOUT", "comes to no end");
            }
            step();
            if (groups > 0 && state == State.RUNNING) {
                regroup();
            }
        }
    }

    private void step() {
        Program.Step step = program.step(pc);
        int active = step.guard() < 0 ? mask : guarded(step);
        switch (step.what()) {
            case COMPUTE -> {
                if (active != 0) {
                    compute(step, active);
                }
                pc++;
            }
            case BRANCH -> branch(step.target(), active);
            case RETURN -> end(active);
            case BARRIER -> barrier(active);
        }
    }

    private void compute(Program.Step step, int active) {
        for (Program.Use use : step.reads()) {
            require(use.kind(), use.index(), active);
        }
        step.operation().run(this, active);
        for (Program.Use use : step.writes()) {
            written[use.kind().ordinal()][use.index()] |= active;
        }
    }

    private int guarded(Program.Step step) {
        require(PtxModule.Kind.PREDICATE, step.guard(), mask);
        int predicate = predicates[step.guard()];
        return mask & (step.unless() ? ~predicate : predicate);
    }

    private void branch(int target, int taken) {
        int rest = mask & ~taken;
        if (taken != 0 && rest != 0) {
            put(pc + 1, rest, false);
        }
        pc = taken != 0 ? target : pc + 1;
        mask = taken != 0 ? taken : rest;
    }

    private void end(int ended) {
        mask &= ~ended;
        pc++;
        if (mask == 0) {
            next();
        }
    }

    private void barrier(int arrived) {
        if (arrived != mask) {
            throw PtxFault.divergentBarrier("comes to a barrier that other threads of its warp skip");
        }
        if (mask == all) {
            state = State.WAITING;
        } else {
            put(pc, mask, true);
            mask = 0;
            next();
        }
    }

    private void put(int at, int threads, boolean atBarrier) {
        pcs[groups] = at;
        masks[groups] = threads;
        parked[groups++] = atBarrier;
    }

    /** Takes the group at the earliest instruction; if all wait at barriers, it has to be the same one, of all threads. */
    private void next() {
        int best = -1;
        for (int i = 0; i < groups; i++) {
            best = !parked[i] && (best < 0 || pcs[i] < pcs[best]) ? i : best;
        }
        if (best >= 0) {
            take(best);
        } else if (groups == 0) {
            state = State.ENDED;
        } else {
            meet();
        }
    }

    private void meet() {
        pc = pcs[0];
        for (int i = 0; i < groups; i++) {
            mask |= pcs[i] == pc ? masks[i] : 0;
        }
        if (mask != all) {
            int missing = first + Integer.numberOfTrailingZeros(all & ~mask);
            throw PtxFault.divergentBarrier("waits at a barrier to which thread " + missing
                    + " of its block does not come: it has ended or waits at another one");
        }
        groups = 0;
        state = State.WAITING;
    }

    private void take(int group) {
        pc = pcs[group];
        mask = masks[group];
        remove(group);
    }

    private void remove(int group) {
        groups--;
        pcs[group] = pcs[groups];
        masks[group] = masks[groups];
        parked[group] = parked[groups];
    }

    /** Joins those at the same instruction, and lets those at an earlier one go first. */
    private void regroup() {
        for (int i = groups - 1; i >= 0; i--) {
            if (!parked[i] && pcs[i] == pc) {
                mask |= masks[i];
                remove(i);
            }
        }
        int earliest = -1;
        for (int i = 0; i < groups; i++) {
            if (!parked[i] && pcs[i] < (earliest < 0 ? pc : pcs[earliest])) {
                earliest = i;
            }
        }
        if (earliest >= 0) {
            put(pc, mask, false);
            take(earliest);
        }
    }

    /** Says which of its threads is next to access memory, or to be named in a message. */
    void lane(int lane) {
        block.stamp().thread(first + lane);
    }

    /** Requires that these threads have written a register. */
    private void require(PtxModule.Kind kind, int register, int threads) {
        int missing = threads & ~written[kind.ordinal()][register];
        if (missing != 0) {
            lane(Integer.numberOfTrailingZeros(missing));
            throw PtxFault.uninitialised("reads a register that it has not written");
        }
    }

    /** Sets a register of all threads. */
    void set(PtxModule.Kind kind, int register, long bits) {
        int from = register * LANES;
        switch (kind) {
            case PREDICATE -> predicates[register] = (int) bits;
            case INT -> Arrays.fill(ints, from, from + LANES, (int) bits);
            case FLOAT -> Arrays.fill(floats, from, from + LANES, Float.intBitsToFloat((int) bits));
            case LONG -> Arrays.fill(longs, from, from + LANES, bits);
        }
        written[kind.ordinal()][register] = -1;
    }
}
