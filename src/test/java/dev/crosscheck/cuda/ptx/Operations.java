package dev.crosscheck.cuda.ptx;

import dev.crosscheck.cuda.ptx.Program.Operation;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What each opcode does, as the PTX reference says it. */
final class Operations {
    private static final Map<String, Maker> MAKERS = new TreeMap<>();

    static {
        IntOperations.addTo(MAKERS);
        PredicateOperations.addTo(MAKERS);
        FloatOperations.addTo(MAKERS);
        MemoryOperations.addTo(MAKERS);
    }

    private Operations() {}

    /** Makes an operation of an instruction, whose operands the assembler has. */
    interface Maker {
        Operation of(Assembler assembler);
    }

    static Operation of(Assembler assembler, String opcode) {
        Maker maker = MAKERS.get(opcode);
        if (maker == null) {
            throw assembler.refused("this opcode is unknown");
        }
        return maker.of(assembler);
    }

    /** @return all opcodes that can be run */
    static Set<String> opcodes() {
        Set<String> opcodes = new TreeSet<>(MAKERS.keySet());
        opcodes.addAll(Set.of("bra", "bra.uni", "ret", "bar.sync"));
        return opcodes;
    }

    /** Computes for one thread of a warp. */
    interface Lane {
        void run(Warp warp, int lane);
    }

    /** @return an operation that does the same for one thread after the other */
    static Operation each(Lane lane) {
        return (warp, mask) -> {
            for (int left = mask; left != 0; left &= left - 1) {
                lane.run(warp, Integer.numberOfTrailingZeros(left));
            }
        };
    }
}
