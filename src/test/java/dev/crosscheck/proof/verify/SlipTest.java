package dev.crosscheck.proof.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.MutantOutcome;
import dev.crosscheck.proof.verify.Slip.Instruction;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.objectweb.asm.Opcodes;

class SlipTest {

    /** What slips are planted in. */
    static final class Sums {
        private Sums() {}

        static int sum(int a, int b) {
            return a + b;
        }

        static int sum(int a, int b, int c) {
            return a + b + c;
        }
    }

    /** Loads one class from bytes. */
    private static final class Loader extends ClassLoader {
        Class<?> define(byte[] bytes) {
            return defineClass(Sums.class.getName(), bytes, 0, bytes.length);
        }
    }

    private static byte[] bytes() throws IOException {
        try (InputStream in = SlipTest.class.getResourceAsStream("SlipTest$Sums.class")) {
            return in.readAllBytes();
        }
    }

    private static Slip slip(String method, int opcode, int which, int of) {
        return new Slip(
                Sums.class.getName(), method, new Instruction(opcode), which, of, code -> code.visitInsn(Opcodes.ISUB));
    }

    @Test
    void oneInstructionIsChangedAndNoOther() throws ReflectiveOperationException, IOException {
        Class<?> changed = new Loader().define(slip("sum", Opcodes.IADD, 3, 3).plantedIn(bytes()));
        var two = changed.getDeclaredMethod("sum", int.class, int.class);
        var three = changed.getDeclaredMethod("sum", int.class, int.class, int.class);
        two.setAccessible(true);
        three.setAccessible(true);
        assertEquals(12, two.invoke(null, 7, 5));
        assertEquals(7 + 5 - 3, three.invoke(null, 7, 5, 3));
    }

    @ParameterizedTest
    @CsvSource({"sum, 96, 1, 2", "sum, 96, 1, 4", "sum, 104, 1, 1", "product, 96, 1, 3"})
    void aPlaceThatIsNotThereIsAnError(String method, int opcode, int which, int of) throws IOException {
        byte[] bytes = bytes();
        String message = assertThrows(
                        Slip.NoSuchPlace.class,
                        () -> slip(method, opcode, which, of).plantedIn(bytes))
                .getMessage();
        assertTrue(
                message.contains("SlipTest$Sums." + method + ": expected " + of + " such instructions, found "),
                message);
    }

    @Test
    void aMutantThatCannotBeMadeIsNotCaught() {
        Slip nowhere =
                new Slip("dev.crosscheck.byhand.Nowhere", "sum", new Instruction(Opcodes.IADD), 1, 1, code -> {});
        Findings right = new Findings("right", "", List.of(), List.of());
        MutantOutcome outcome = new Mutants.Mutant("nowhere", "no slip", () -> right, () -> {
                    MutatedClasses.maker(ShippedTrainer.DL4J, Optional.of(nowhere));
                    return right;
                })
                .run();
        assertFalse(outcome.caught());
        assertEquals(
                "Cannot be made. instruction 1 of opcode 96 in dev.crosscheck.byhand.Nowhere.sum: no such class",
                outcome.slip());
    }
}
