package dev.crosscheck.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.cuda.ptx.PtxModule.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each opcode on registers of every kind of value, against the same in Java written another way where there is one. */
class OperationsTest {
    private static final int MASK = 0b1011_0111_1111_0000_1101_1110_0110_1101; // some threads of a warp
    private static final int ROUNDS = 200;

    /** What loads, stores and what decides where to go on: {@link PtxInterpreterTest} has them. */
    private static final Set<String> OTHERS = Set.of(
            "ld.param.u64",
            "ld.param.u32",
            "ld.param.f32",
            "ld.global.u8",
            "ld.global.u32",
            "ld.global.f32",
            "ld.shared.f32",
            "ld.shared.v2.u32",
            "ld.shared.v4.f32",
            "st.global.f32",
            "st.shared.f32",
            "st.shared.v2.u32",
            "bra",
            "bra.uni",
            "ret",
            "bar.sync");

    /** The result's bits, of the bits of the operands: floats as they lie in an int, predicates 0 or 1. */
    private interface Expected {
        long of(long a, long b, long c, long d);
    }

    /**
     * An opcode.
     *
     * @param kinds of the result and the operands
     */
    private record Case(String opcode, List<Kind> kinds, Expected expected) {
        @Override
        public String toString() {
            return opcode + " " + kinds;
        }
    }

    private static Case ints(String opcode, Expected expected) {
        return new Case(opcode, List.of(Kind.INT, Kind.INT, Kind.INT), expected);
    }

    private static Case floats(String opcode, Expected expected) {
        return new Case(opcode, List.of(Kind.FLOAT, Kind.FLOAT, Kind.FLOAT), expected);
    }

    private static Case comparison(String opcode, Kind kind, Expected expected) {
        return new Case(opcode, List.of(Kind.PREDICATE, kind, kind), expected);
    }

    private static float f(long bits) {
        return Float.intBitsToFloat((int) bits);
    }

    private static long bits(float value) {
        return Float.floatToRawIntBits(value);
    }

    private static long bit(boolean value) {
        return value ? 1 : 0;
    }

    private static long unsigned(long a) {
        return a & 0xffffffffL;
    }

    static Stream<Case> cases() {
        return Stream.of(integers(), longs(), comparisons(), predicates(), arithmetic(), copies())
                .flatMap(cases -> cases);
    }

    private static Stream<Case> integers() {
        return Stream.of(
                ints("add.s32", (a, b, c, d) -> a + b),
                ints("sub.s32", (a, b, c, d) -> a - b),
                ints("mul.lo.s32", (a, b, c, d) -> a * b),
                ints("min.s32", (a, b, c, d) -> a < b ? a : b),
                ints("max.s32", (a, b, c, d) -> a > b ? a : b),
                ints("and.b32", (a, b, c, d) -> a & b),
                ints("or.b32", (a, b, c, d) -> a | b),
                ints("shl.b32", (a, b, c, d) -> unsigned(b) > 31 ? 0 : a << b),
                ints("shr.u32", (a, b, c, d) -> unsigned(b) > 31 ? 0 : unsigned(a) >> b),
                ints("shr.s32", (a, b, c, d) -> a >> Math.min(63, unsigned(b))),
                ints("div.u32", (a, b, c, d) -> unsigned(a) / unsigned(b == 0 ? 1 : b)),
                new Case("not.b32", List.of(Kind.INT, Kind.INT), (a, b, c, d) -> -1 - a),
                new Case("mad.lo.s32", List.of(Kind.INT, Kind.INT, Kind.INT, Kind.INT), (a, b, c, d) -> a * b + c),
                new Case(
                        "bfi.b32",
                        List.of(Kind.INT, Kind.INT, Kind.INT, Kind.INT, Kind.INT),
                        OperationsTest::insertedBits));
    }

    /** As the PTX reference has it, bit by bit. */
    private static long insertedBits(long a, long b, long position, long length) {
        int result = (int) b;
        int from = (int) position & 0xff;
        int count = (int) length & 0xff;
        for (int i = 0; i < count && from + i < 32; i++) {
            int bit = i < 32 ? (int) a >>> i & 1 : 0;
            result = result & ~(1 << from + i) | bit << from + i;
        }
        return result;
    }

    private static Stream<Case> longs() {
        List<Kind> wide = List.of(Kind.LONG, Kind.INT, Kind.INT);
        List<Kind> longs = List.of(Kind.LONG, Kind.LONG, Kind.LONG);
        return Stream.of(
                new Case(
                        "mul.wide.s32",
                        wide,
                        (a, b, c, d) -> BigInteger.valueOf(a)
                                .multiply(BigInteger.valueOf(b))
                                .longValue()),
                new Case("mul.wide.u32", wide, (a, b, c, d) -> unsigned(a) * unsigned(b)),
                new Case("add.s64", longs, (a, b, c, d) -> a + b),
                new Case("and.b64", longs, (a, b, c, d) -> a & b),
                new Case(
                        "shl.b64",
                        List.of(Kind.LONG, Kind.LONG, Kind.INT),
                        (a, b, c, d) -> unsigned(b) > 63 ? 0 : a << b),
                new Case("cvt.s64.s32", List.of(Kind.LONG, Kind.INT), (a, b, c, d) -> a),
                new Case("cvt.u64.u32", List.of(Kind.LONG, Kind.INT), (a, b, c, d) -> unsigned(a)));
    }

    private static Stream<Case> comparisons() {
        return Stream.of(
                comparison("setp.eq.s32", Kind.INT, (a, b, c, d) -> bit(a == b)),
                comparison("setp.eq.b32", Kind.INT, (a, b, c, d) -> bit(a == b)),
                comparison("setp.ne.s32", Kind.INT, (a, b, c, d) -> bit(a != b)),
                comparison("setp.lt.s32", Kind.INT, (a, b, c, d) -> bit(a < b)),
                comparison("setp.le.s32", Kind.INT, (a, b, c, d) -> bit(a <= b)),
                comparison("setp.gt.s32", Kind.INT, (a, b, c, d) -> bit(a > b)),
                comparison("setp.ge.s32", Kind.INT, (a, b, c, d) -> bit(a >= b)),
                comparison("setp.lt.u32", Kind.INT, (a, b, c, d) -> bit(unsigned(a) < unsigned(b))),
                comparison("setp.gt.u32", Kind.INT, (a, b, c, d) -> bit(unsigned(a) > unsigned(b))),
                comparison("setp.ge.u32", Kind.INT, (a, b, c, d) -> bit(unsigned(a) >= unsigned(b))),
                comparison("setp.lt.f32", Kind.FLOAT, (a, b, c, d) -> bit(f(a) < f(b))),
                comparison("setp.le.f32", Kind.FLOAT, (a, b, c, d) -> bit(f(a) <= f(b))),
                comparison("setp.gt.f32", Kind.FLOAT, (a, b, c, d) -> bit(f(a) > f(b))));
    }

    private static Stream<Case> predicates() {
        return Stream.of(
                comparison("and.pred", Kind.PREDICATE, (a, b, c, d) -> a & b),
                comparison("or.pred", Kind.PREDICATE, (a, b, c, d) -> a | b),
                comparison("xor.pred", Kind.PREDICATE, (a, b, c, d) -> a ^ b),
                new Case("not.pred", List.of(Kind.PREDICATE, Kind.PREDICATE), (a, b, c, d) -> 1 - a),
                new Case("mov.pred", List.of(Kind.PREDICATE, Kind.PREDICATE), (a, b, c, d) -> a),
                new Case(
                        "selp.b32",
                        List.of(Kind.INT, Kind.INT, Kind.INT, Kind.PREDICATE),
                        (a, b, c, d) -> c == 1 ? a : b),
                new Case(
                        "selp.f32",
                        List.of(Kind.FLOAT, Kind.FLOAT, Kind.FLOAT, Kind.PREDICATE),
                        (a, b, c, d) -> c == 1 ? a : b));
    }

    /** In double, which has so many digits that one operation on floats is rounded as if it were exact. */
    private static Stream<Case> arithmetic() {
        return Stream.of(
                floats("add.rn.f32", (a, b, c, d) -> bits((float) ((double) f(a) + f(b)))),
                floats("sub.rn.f32", (a, b, c, d) -> bits((float) ((double) f(a) - f(b)))),
                floats("mul.rn.f32", (a, b, c, d) -> bits((float) ((double) f(a) * f(b)))),
                floats("div.rn.f32", (a, b, c, d) -> bits((float) ((double) f(a) / f(b)))),
                new Case(
                        "fma.rn.f32",
                        List.of(Kind.FLOAT, Kind.FLOAT, Kind.FLOAT, Kind.FLOAT),
                        (a, b, c, d) -> bits(Math.fma(f(a), f(b), f(c)))),
                new Case(
                        "sqrt.rn.f32",
                        List.of(Kind.FLOAT, Kind.FLOAT),
                        (a, b, c, d) -> bits((float) StrictMath.sqrt(f(a)))),
                new Case("neg.f32", List.of(Kind.FLOAT, Kind.FLOAT), (a, b, c, d) -> a ^ 0x80000000L),
                new Case("cvt.rn.f32.s32", List.of(Kind.FLOAT, Kind.INT), (a, b, c, d) -> bits((float) (double) a)));
    }

    private static Stream<Case> copies() {
        return Stream.of(
                new Case("mov.f32", List.of(Kind.FLOAT, Kind.FLOAT), (a, b, c, d) -> a),
                new Case("mov.u32", List.of(Kind.INT, Kind.INT), (a, b, c, d) -> a),
                new Case("mov.u64", List.of(Kind.LONG, Kind.LONG), (a, b, c, d) -> a),
                new Case("cvta.to.global.u64", List.of(Kind.LONG, Kind.LONG), (a, b, c, d) -> a),
                new Case("mov.b32", List.of(Kind.FLOAT, Kind.INT), (a, b, c, d) -> a),
                new Case("mov.b32", List.of(Kind.INT, Kind.FLOAT), (a, b, c, d) -> a));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void computesAsJavaDoes(Case tested) {
        Program program =
                Assembler.assemble(PtxReader.read(text(tested)).kernels().get("k"));
        Warp warp = new Warp(null, program, 0, Warp.LANES);
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < ROUNDS; round++) {
            long[][] operands = new long[4][Warp.LANES];
            for (int i = 1; i < tested.kinds().size(); i++) {
                Lanes.fill(warp, tested.kinds().get(i), i, operands[i - 1], random);
            }
            if (tested.opcode().equals("div.u32")) {
                java.util.Arrays.setAll(operands[1], lane -> operands[1][lane] == 0 ? 1 : operands[1][lane]);
                Lanes.put(warp, Kind.INT, 2, operands[1]);
            }
            warp.set(tested.kinds().get(0), 0, 0);
            program.step(0).operation().run(warp, MASK);
            for (int lane = 0; lane < Warp.LANES; lane++) {
                long expected = (MASK >>> lane & 1) == 0
                        ? 0
                        : tested.expected()
                                .of(operands[0][lane], operands[1][lane], operands[2][lane], operands[3][lane]);
                assertSame(
                        tested.kinds().get(0),
                        expected,
                        Lanes.get(warp, tested.kinds().get(0), lane));
            }
        }
    }

    private static void assertSame(Kind kind, long expected, long actual) {
        if (kind == Kind.FLOAT && Float.isNaN(f(expected))) {
            assertEquals(Float.NaN, f(actual)); // which NaN it is, nobody promises
        } else if (kind == Kind.LONG) {
            assertEquals(expected, actual);
        } else {
            assertEquals((int) expected, (int) actual);
        }
    }

    /** A kernel of one instruction on the registers 0 (the result) to 4 of each kind. */
    private static String text(Case tested) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < tested.kinds().size(); i++) {
            String prefix = switch (tested.kinds().get(i)) {
                case PREDICATE -> "%p";
                case INT -> "%r";
                case FLOAT -> "%f";
                case LONG -> "%rd";
            };
            names.add(prefix + i);
        }
        return ".visible .entry k()\n{\n.reg .pred %p<5>;\n.reg .b32 %r<5>;\n.reg .f32 %f<5>;\n.reg .b64 %rd<5>;\n"
                + tested.opcode() + " " + String.join(", ", names) + ";\nret;\n}\n";
    }

    @Test
    void everyOpcodeIsTested() {
        TreeSet<String> tested = new TreeSet<>(OTHERS);
        cases().forEach(each -> tested.add(each.opcode()));
        assertEquals(Operations.opcodes(), tested);
    }
}
