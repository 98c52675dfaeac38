package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crosscheck.Soak;
import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.GpuException;
import dev.crosscheck.cuda.ShippedPtx;
import dev.crosscheck.cuda.ptx.PtxInterpreter;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Simd;
import dev.crosscheck.nn.Setup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Faults planted in the shipped PTX, in what Adam needs of it, one at a time; each build takes some of them. Each has to be found, by the interpreter as it happens
 * or by a bit that differs from what the sparse kernels compute. The right text goes through the same and differs in nothing.
 *
 * <p>Images have more lit pixels than a block takes at a time, there are more hidden units than threads and more images in a batch than
 * a tile has rows: no loop of the kernels goes round once only.
 */
class KernelFaultsIT {
    private static final int SIDE = 18; // 324 pixels, which are 20 tiles and a quarter
    private static final int HIDDEN = 257;
    private static final int BATCH = 66;
    private static final int CLASSES = 10;
    private static final double RATE = 0.01;
    private static final int BARRIERS = 18;

    private static final ImageSet IMAGES = images();
    private static final Batches BATCHES = new Batches(IMAGES, BATCH);
    private static final Setup SETUP = Exact.setup(BATCHES, List.of(HIDDEN), CLASSES);
    private static final NetworkState START =
            Exact.start(Exact.drawn(Exact.network(SIDE * SIDE, List.of(HIDDEN), CLASSES), 3));
    private static final int[] ORDER = BATCHES.shuffled(1, 1);
    private static List<Step> right;
    private static float[] rightProbabilities;

    /** Two images have most pixels lit, the others few: that takes less time. */
    private static ImageSet images() {
        ImageSet images = Images.random(BATCH + 3, SIDE, SIDE, CLASSES, 0.05);
        byte[] lit = Images.random(2, SIDE, SIDE, CLASSES, 0.9).pixels();
        System.arraycopy(lit, 0, images.pixels(), 0, lit.length);
        return images;
    }

    /** What a step leaves. */
    private record Step(double loss, float[] parameters, float[] moments) {
        static Step of(FloatNetwork network, int index) {
            double loss = network.steps(ORDER, index, RATE)[0];
            NetworkState state = network.state(0);
            return new Step(loss, state.parameters(), state.moments());
        }

        boolean sameAs(Step other) {
            return Double.compare(loss, other.loss) == 0
                    && Arrays.equals(parameters, other.parameters)
                    && Arrays.equals(moments, other.moments);
        }
    }

    /** Whether two steps and a classification leave the bits of the sparse kernels; the first that differs ends it. */
    private static boolean agrees(FloatNetwork network) {
        for (int i = 0; i < right.size(); i++) {
            if (!Step.of(network, i).sameAs(right.get(i))) {
                return false;
            }
        }
        return Arrays.equals(network.probabilities(IMAGES), rightProbabilities);
    }

    /** @param slip changes the text before it is read */
    private record Fault(String name, UnaryOperator<String> slip) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void onTheCpu() {
        assumeTrue(Simd.isThere(), "the sparse kernels need the Vector API and fused multiplication");
        try (FloatNetwork network = Kernels.SPARSE.network(SETUP, START, BATCHES, 2)) {
            right = List.of(Step.of(network, 0), Step.of(network, 1));
            rightProbabilities = network.probabilities(IMAGES);
        }
    }

    private static boolean agreesWith(UnaryOperator<String> slip) {
        try (Gpu gpu = new AlteredGpu(new PtxInterpreter(), slip, AlteredGpu.Launching.RIGHT);
                GpuNetwork network = new GpuNetwork(SETUP, START, BATCHES, gpu)) {
            return agrees(network);
        }
    }

    @Test
    void theRightTextPasses() {
        assertTrue(agreesWith(ptx -> ptx));
        assertTrue(agreesWith(KernelFaultsIT::withSpareRegister), "and so does a declaration alone");
    }

    /** @return what found the fault, or null */
    private static String finder(Fault fault) {
        String ptx = ShippedPtx.digits();
        assertNotEquals(ptx, fault.slip().apply(ptx), "the place of the fault is not there");
        try {
            return agreesWith(fault.slip()) ? null : "other bits";
        } catch (GpuException e) {
            return e.error();
        }
    }

    @ParameterizedTest
    @MethodSource("someFaults")
    void isFound(Fault fault) {
        String finder = finder(fault);
        assertTrue(finder != null, "not found: " + fault);
        assertNotEquals("CUDA_ERROR_INVALID_PTX", finder, "what cannot be read is no fault of a kernel");
    }

    /** Without any one of its barriers the text has a race; that is found as such, not by what it computes. */
    @ParameterizedTest
    @MethodSource("barriers")
    void aMissingBarrierIsFoundAsARace(int which) {
        Fault fault = new Fault("barrier " + which, ptx -> replace(ptx, "\tbar.sync \t0;", which, ""));
        String finder = finder(fault);
        assertTrue("DATA_RACE".equals(finder) || "UNINITIALISED_READ".equals(finder), finder);
    }

    /** @return every third one; all with {@code -Psoak} */
    static List<Integer> barriers() {
        return Soak.oneOf(3, IntStream.range(0, BARRIERS).boxed().toList());
    }

    @Test
    void thereAreAsManyBarriers() {
        assertEquals(BARRIERS, ShippedPtx.digits().split("\tbar\\.sync \t0;", -1).length - 1);
    }

    /** @return every second one; all with {@code -Psoak} */
    static List<Fault> someFaults() {
        return Soak.oneOf(2, faults());
    }

    private static List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        for (String kernel : List.of("forward", "probabilities", "backward", "first_weights")) {
            faults.add(of(kernel, "a fused multiply-add in two roundings", "fma.rn.f32", 2, KernelFaultsIT::unfused));
            faults.add(of(kernel, "a fused multiply-add left out", "fma.rn.f32", 1, line -> moved(line, 3)));
            faults.add(of(kernel, "index too far", "ld.shared", 3, KernelFaultsIT::farther));
        }
        for (String kernel : List.of("backward", "first_weights")) {
            faults.add(of(kernel, "no root in Adam", "sqrt.rn.f32", 0, line -> line.replace("sqrt.rn", "mov")));
            faults.add(of(kernel, "Adam multiplies", "div.rn.f32", 0, line -> line.replace("div", "mul")));
        }
        faults.add(of("backward", "Adam adds the step", "sub.rn.f32", 6, KernelFaultsIT::added));
        faults.add(of("first_weights", "Adam adds the step", "sub.rn.f32", 10, KernelFaultsIT::added));
        faults.addAll(List.of(
                of("forward", "ReLU the other way round", "setp.le.f32", 0, line -> line.replace(".le", ".gt")),
                of("backward", "ReLU's slope 1 everywhere", "selp.f32", 0, line -> moved(line, 1)),
                of("forward", "mean of the batch not taken", "div.rn.f32", 0, line -> moved(line, 1)),
                of("forward", "no label is asked for", "setp.ne.s32", 0, line -> line.replace(".ne", ".eq")),
                of("forward", "activations are not kept", "st.global.f32", 0, line -> ""),
                of("forward", "shared memory not written", "st.shared.f32", 0, line -> ""),
                of("forward", "a value of the list of lit pixels", "st.shared.v2.u32", 0, KernelFaultsIT::swapped),
                of("probabilities", "sum not divided by", "div.rn.f32", 0, line -> moved(line, 1)),
                of("column_sums", "a row too many", "setp.lt.s32", 0, line -> line.replace(".lt", ".le")),
                of("first_weights", "shift of the pixels added", "neg.f32", 0, line -> line.replace("neg", "mov")),
                of("first_weights", "pixels beyond the image", "setp.ge.s32", 4, line -> line.replace(".ge", ".gt")),
                of("first_weights", "the next pixel's byte", "ld.global.u8", 0, line -> line.replace("]", "+1]")),
                of(
                        "first_weights",
                        "two rows summed the other way round",
                        "+512]",
                        1,
                        line -> line.replace("512", "768")),
                of("backward", "gradients not written", "st.global.f32", 0, line -> ""),
                of("backward", "other units' weights", "shl.b32", 1, line -> line.replace(", 4;", ", 3;")),
                of("backward", "a barrier for some threads", "bar.sync", 1, line -> "@%p2 " + line),
                new Fault("both betas mixed up", ptx -> ptx.replace("[backward_param_13]", "[backward_param_14]")),
                new Fault("a constant of the exponential", ptx -> ptx.replace("0f3E2AAA49", "0f3E2AAA59"))));
        return faults;
    }

    /** A fault in the n-th line of a kernel that has some text. */
    private static Fault of(String kernel, String name, String text, int which, UnaryOperator<String> slip) {
        return new Fault(kernel + ": " + name, ptx -> {
            String declared = withSpareRegister(ptx);
            int from = declared.indexOf(".entry " + kernel + "(");
            int to = declared.indexOf("\n}\n", from);
            String[] lines = declared.substring(from, to).split("\n");
            int seen = 0;
            for (int i = 0; i < lines.length; i++) {
                if (lines[i].contains(text) && seen++ == which) {
                    String slipped = slip.apply(lines[i]);
                    assertNotEquals(lines[i], slipped, name);
                    lines[i] = slipped;
                }
            }
            assertTrue(seen > which, () -> name + ": the place of the fault is not there");
            return declared.substring(0, from) + String.join("\n", lines) + declared.substring(to);
        });
    }

    private static String replace(String ptx, String text, int which, String by) {
        int at = -1;
        for (int i = 0; i <= which; i++) {
            at = ptx.indexOf(text, at + 1);
        }
        return ptx.substring(0, at) + by + ptx.substring(at + text.length());
    }

    private static String withSpareRegister(String ptx) {
        return ptx.replace("\t.reg .pred", "\t.reg .f32 %q<1>;\n\t.reg .pred");
    }

    private static String[] operands(String line) {
        return line.replaceFirst(".*?\\t+\\S+\\s+", "").replace(";", "").split(", ");
    }

    /** A product, rounded, and a sum. */
    private static String unfused(String line) {
        String[] o = operands(line);
        return "mul.rn.f32 %q0, " + o[1] + ", " + o[2] + ";\nadd.rn.f32 " + o[0] + ", %q0, " + o[3] + ";";
    }

    /** The result is one of the operands. */
    private static String moved(String line, int operand) {
        String[] o = operands(line);
        return "mov.f32 " + o[0] + ", " + o[operand] + ";";
    }

    private static String added(String line) {
        return line.replace("sub", "add");
    }

    private static String farther(String line) {
        return line.contains("+") ? line.replaceFirst("\\+-?\\d+]", "+16384]") : line.replace("]", "+16384]");
    }

    private static String swapped(String line) {
        return line.replaceFirst("\\{(\\S+), (\\S+)}", "{$2, $1}");
    }
}
