package dev.crosscheck.proof.verify;

import java.util.function.Consumer;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * A change of one instruction in a compiled class. Its place must exist exactly as named, or planting fails: a slip
 * that was never planted would look like one that no check catches, or be caught for another reason.
 *
 * @param type the class
 * @param method all methods of this name count
 * @param instruction what is replaced
 * @param which of the instructions like it, from 1
 * @param of how many of them there are
 * @param instead writes what replaces it: it must leave the same on the stack
 */
record Slip(String type, String method, Instruction instruction, int which, int of, Consumer<MethodVisitor> instead) {

    /**
     * An instruction.
     *
     * @param opcode JVM opcode
     * @param operand the constant, the name of the method or field, or the index of the variable; null without one
     */
    record Instruction(int opcode, Object operand) {
        /** One without an operand. */
        Instruction(int opcode) {
            this(opcode, null);
        }
    }

    /** A slip's place is not in the classes: nothing would be changed. */
    static final class NoSuchPlace extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoSuchPlace(String message) {
            super(message);
        }
    }

    /** Other instructions without operands. */
    static Consumer<MethodVisitor> insert(int... opcodes) {
        return code -> {
            for (int opcode : opcodes) {
                code.visitInsn(opcode);
            }
        };
    }

    /** A constant. */
    static Consumer<MethodVisitor> push(Object constant) {
        return code -> code.visitLdcInsn(constant);
    }

    /** A constant in the place of a double, or of two values. */
    static Consumer<MethodVisitor> popTwoAndPush(float constant) {
        return insert(Opcodes.POP2).andThen(push(constant));
    }

    /** 0 in the place of a function of two doubles. */
    static Consumer<MethodVisitor> zeroForTwo() {
        return insert(Opcodes.POP2, Opcodes.POP2, Opcodes.DCONST_0);
    }

    /**
     * @return the class with the slip
     * @throws NoSuchPlace if the class has a different number of such instructions
     */
    byte[] plantedIn(byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        Planter planter = new Planter(writer);
        reader.accept(planter, 0);
        if (planter.found != of) {
            throw new NoSuchPlace(this + ": expected " + of + " such instructions, found " + planter.found);
        }
        return writer.toByteArray();
    }

    @Override
    public String toString() {
        return "instruction " + which + " of opcode " + instruction.opcode()
                + (instruction.operand() == null ? "" : " " + instruction.operand()) + " in " + type + "." + method;
    }

    private final class Planter extends ClassVisitor {
        private int found;

        Planter(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String type, String signature, String[] exceptions) {
            MethodVisitor next = super.visitMethod(access, name, type, signature, exceptions);
            return name.equals(method) ? new Code(next) : next;
        }

        /** Replaces the instruction; all others are left to the superclass. */
        private final class Code extends MethodVisitor {
            Code(MethodVisitor next) {
                super(Opcodes.ASM9, next);
            }

            private void keep(int opcode, Object operand, Runnable unchanged) {
                if (instruction.equals(new Instruction(opcode, operand)) && ++found == which) {
                    instead.accept(mv);
                } else {
                    unchanged.run();
                }
            }

            @Override
            public void visitInsn(int opcode) {
                keep(opcode, null, () -> super.visitInsn(opcode));
            }

            @Override
            public void visitIntInsn(int opcode, int operand) {
                keep(opcode, operand, () -> super.visitIntInsn(opcode, operand));
            }

            @Override
            public void visitVarInsn(int opcode, int variable) {
                keep(opcode, variable, () -> super.visitVarInsn(opcode, variable));
            }

            @Override
            public void visitLdcInsn(Object value) {
                keep(Opcodes.LDC, value, () -> super.visitLdcInsn(value));
            }

            @Override
            public void visitFieldInsn(int opcode, String owner, String name, String type) {
                keep(opcode, name, () -> super.visitFieldInsn(opcode, owner, name, type));
            }

            @Override
            public void visitMethodInsn(int opcode, String owner, String name, String type, boolean isInterface) {
                keep(opcode, name, () -> super.visitMethodInsn(opcode, owner, name, type, isInterface));
            }
        }
    }
}
