package dev.crosscheck.cuda.ptx;

import java.util.List;
import java.util.Map;

/**
 * What a PTX text declares.
 *
 * @param kernels by name
 */
record PtxModule(Map<String, Kernel> kernels) {

    /** What a register can hold. */
    enum Kind {
        PREDICATE,
        INT,
        FLOAT,
        LONG
    }

    /**
     * A kernel.
     *
     * @param parameters in their order
     * @param mostThreads per block
     * @param registers how many of each kind it declares
     * @param shared its own variables in shared memory, in their order
     * @param code its instructions
     * @param labels where they point to in the code
     */
    record Kernel(
            String name,
            List<Variable> parameters,
            int mostThreads,
            Map<Kind, Integer> registers,
            List<Variable> shared,
            List<Instruction> code,
            Map<String, Integer> labels) {}

    /**
     * A parameter, or an array in shared memory.
     *
     * @param type as written, for instance {@code u64}
     * @param bytes its size; -1 where the launch decides
     * @param align what its address is a multiple of
     */
    record Variable(String name, String type, int bytes, int align) {}

    /**
     * An instruction.
     *
     * @param opcode with all its suffixes
     * @param guard predicate register without which it does nothing, or -1
     * @param unless whether the guard has to be false
     * @param line in the PTX text, from 1
     * @param source where it comes from, for instance {@code digits.cu line 98}; empty if the text does not tell
     */
    record Instruction(String opcode, int guard, boolean unless, List<Operand> operands, int line, String source) {}

    /** What an instruction works on. */
    sealed interface Operand {

        /** @param index among all registers of its kind */
        record Register(Kind kind, int index) implements Operand {}

        /** @param bits of an integer, or of a float */
        record Immediate(long bits, boolean isFloat) implements Operand {}

        /** A label, a parameter, a variable in shared memory, or a register that the machine sets, such as {@code %tid.x}. */
        record Symbol(String name) implements Operand {}

        /** @param base a register or a symbol */
        record Address(Operand base, int offset) implements Operand {}

        /** Several registers for one access. */
        record Vector(List<Operand> elements) implements Operand {}
    }
}
