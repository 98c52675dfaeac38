package dev.crosscheck.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.math.Matrix;
import org.junit.jupiter.api.Test;

class LogicGateTest {
    @Test
    void eachGateIsItsBooleanFunction() {
        for (int n = 0; n < 4; n++) {
            boolean p = LogicGate.inputs().get(n, 0) == 1;
            boolean q = LogicGate.inputs().get(n, 1) == 1;
            assertEquals(2 * (p ? 1 : 0) + (q ? 1 : 0), n, "the course's order");
            assertTarget(LogicGate.AND, n, p && q);
            assertTarget(LogicGate.OR, n, p || q);
            assertTarget(LogicGate.NAND, n, !(p && q));
            assertTarget(LogicGate.NOR, n, !(p || q));
            assertTarget(LogicGate.XOR, n, p != q);
        }
    }

    private static void assertTarget(LogicGate gate, int n, boolean expected) {
        Matrix targets = gate.targets();
        assertEquals("(4, 1)", targets.shape());
        assertEquals(expected ? 1 : 0, targets.get(n, 0), gate + " of example " + n);
    }
}
