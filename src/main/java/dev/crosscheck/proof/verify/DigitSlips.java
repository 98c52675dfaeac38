package dev.crosscheck.proof.verify;

import static dev.crosscheck.proof.verify.Slip.*;
import static org.objectweb.asm.Opcodes.*;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.objectweb.asm.MethodVisitor;

/** The slips that are planted in the digit trainers, for {@link DigitMutants}: where each is and what it changes. */
final class DigitSlips {
    private static final String SPARSE = "sparse";
    private static final String BLAS = "blas";
    private static final String DL4J = ShippedTrainer.DL4J;

    private static final String BY_HAND = "train.byhand.";
    private static final String ADAM = BY_HAND + "AdamStep";
    private static final String VECTORS = BY_HAND + "VectorInputLayer";
    private static final String DENSE = BY_HAND + "DenseInputLayer";
    private static final String SLICE = BY_HAND + "Layers$HiddenSlice";
    private static final String LAYERS = BY_HAND + "Layers";
    private static final String LOWER = BY_HAND + "LowerLayer";
    private static final String OUTPUT = BY_HAND + "Layers$OutputLayer";
    private static final String BATCHES = "data.Batches";
    private static final String OUR_INPUT = "layers.InputDenseLayer";
    private static final String OUR_OUTPUT = "layers.SoftmaxOutputLayer";
    private static final String OUR_LIT_PRODUCTS = "layers.VectorLitProducts";

    private final List<String> methods = ShippedTrainer.methods();
    private final String fastest = methods.get(0);
    private final List<Planted> slips = new ArrayList<>();

    private DigitSlips() {}

    /**
     * One slip.
     *
     * @param method of {@link ShippedTrainer}, which shows it
     * @param name of the mutant
     * @param text wrong formula; right one
     * @param slip what is changed
     * @param deep whether the network has two hidden layers, not one
     */
    record Planted(String method, String name, String text, Slip slip, boolean deep) {}

    /** Adds a slip whose method, name and text are known: {@code which} of the {@code of} such instructions is replaced. */
    private interface Place {
        void in(
                String type,
                String method,
                Instruction instruction,
                int which,
                int of,
                Consumer<MethodVisitor> instead);
    }

    /** @return the slips in the trainers that run here */
    static List<Planted> all() {
        DigitSlips all = new DigitSlips();
        all.adam(all.fastest, " (by hand)");
        all.adam(DL4J, " (our layers in DL4J)");
        all.adamsLoops();
        all.sparseInputLayer();
        all.denseInputLayer();
        all.slices();
        all.laterLayers();
        all.outputLayer();
        all.batches();
        all.dl4j();
        all.dl4jLitInputs();
        return all.slips;
    }

    private void adam(String method, String by) {
        slip(method, "Adam's steps counted from 2" + by, "t = done + 2; right: done + 1")
                .in(ADAM, "after", op(DCONST_1), 1, 5, push(2.0));
        slip(method, "Adam's m uncorrected" + by, "1; right: 1 - β1ᵗ")
                .in(ADAM, "after", op(INVOKESTATIC, "pow"), 2, 2, zeroForTwo());
        slip(method, "Adam's v uncorrected" + by, "1; right: 1 - β2ᵗ")
                .in(ADAM, "after", op(INVOKESTATIC, "pow"), 1, 2, zeroForTwo());
        slip(method, "Adam's memory of v short" + by, "0.99 v + (1 - β2) g²; right: 0.999 v")
                .in(ADAM, "after", op(D2F), 4, 6, popTwoAndPush(0.99f));
        slip(method, "Adam's 1 - β2 in single precision" + by, "1 - 0.999f; right: (float) (1 - 0.999)")
                .in(ADAM, "after", op(D2F), 6, 6, popTwoAndPush(1 - 0.999f));
        String owner = "dev/crosscheck/nn/optim/Adam$Epsilon";
        slip(method, "Adam's epsilon in its other place" + by, "√v̂ + ε; right here: √v + ε")
                .in(
                        ADAM,
                        "after",
                        op(GETSTATIC, "ON_RAW"),
                        1,
                        1,
                        code -> code.visitFieldInsn(GETSTATIC, owner, "ON_CORRECTED", "L" + owner + ";"));
    }

    private void adamsLoops() {
        String noRoot = "m/(v + ε); right: m/(√v + ε)";
        slip(BLAS, "Adam without its root (dense)", noRoot).in(ADAM, "loop", op(INVOKESTATIC, "sqrt"), 1, 1, insert());
        slip(DL4J, "Adam without its root (our layers in DL4J)", noRoot)
                .in(ADAM, "loop", op(INVOKESTATIC, "sqrt"), 1, 1, insert());
        slip(SPARSE, "Adam without its root (vectors)", noRoot)
                .in(VECTORS, "update", op(INVOKEVIRTUAL, "lanewise"), 1, 1, insert(POP));
        String owner = "dev/crosscheck/train/byhand/AdamStep";
        slip(SPARSE, "Adam's decays mixed up (vectors)", "β1 v + (1 - β2) g²; right: β2 v")
                .in(
                        VECTORS,
                        "update",
                        op(INVOKEVIRTUAL, "beta2"),
                        1,
                        1,
                        code -> code.visitMethodInsn(INVOKEVIRTUAL, owner, "beta1", "()F", false));
        slip(fastest, "Adam's steps not counted", "t = 1 at each step")
                .in(BY_HAND + "ByHandNetwork", "step", op(LADD), 1, 1, insert(POP2));
    }

    private void sparseInputLayer() {
        slip(SPARSE, "shift of the pixels added", "b + t Σ W; right: b - t Σ W")
                .in(VECTORS, "forward", op(FSUB), 1, 1, insert(FADD));
        slip(SPARSE, "shift of the pixels forgotten backward", "s Pᵀ dZ; right: s Pᵀ dZ - t Σ dZ")
                .in(VECTORS, "backwardAndUpdate", op(FNEG), 1, 1, insert(POP, FCONST_0));
        slip(SPARSE, "pixels over 256", "p/256; right: p/255").in(VECTORS, "<init>", op(LDC, 255.0), 1, 1, push(256.0));
        slip(SPARSE, "pixels of seven bits", "p & 127; right: p & 255")
                .in(BY_HAND + "LitPixels", "value", op(SIPUSH, 255), 1, 1, code -> code.visitIntInsn(SIPUSH, 127));
    }

    private void denseInputLayer() {
        slip(BLAS, "bias subtracted", "X W - b; right: X W + b").in(DENSE, "forward", op(FADD), 1, 1, insert(FSUB));
        slip(BLAS, "bias gradient of the first layer dropped", "db1 = 0; right: the sum of dZ's rows")
                .in(DENSE, "backwardAndUpdate", op(INVOKESTATIC, "sumRows"), 1, 1, insert(POP2, POP));
    }

    private void slices() {
        slip(fastest, "ReLU's slope 1 below 0 (slices)", "dA; right: dA 1[A > 0]")
                .in(SLICE, "backwardAndUpdate", op(INVOKESTATIC, "keepWherePositive"), 1, 1, insert(POP2));
        slip(fastest, "ReLU with a floor of 0.01", "max(z, 0.01); right: max(z, 0)")
                .in(SLICE, "relu", op(FCONST_0), 1, 1, push(0.01f));
        slip(fastest, "logits of the last slice alone", "the last share; right: the sum of the shares")
                .in(OUTPUT, "add", op(FADD), 1, 1, insert(SWAP, POP));
    }

    private void laterLayers() {
        deepSlip(fastest, "ReLU's slope 1 below 0 (two hidden layers)", "dA; right: dA 1[A > 0]")
                .in(SLICE, "backwardAndUpdate", op(INVOKESTATIC, "keepWherePositive"), 1, 1, insert(POP2));
        deepSlip(fastest, "last slice of the layer below alone", "the last share; right: the sum of the shares")
                .in(LOWER, "addColumns", op(FADD), 1, 1, insert(SWAP, POP));
        deepSlip(fastest, "first slice's columns for all slices", "columns 0 to 63; right: each slice's own")
                .in(LOWER, "addColumns", op(IMUL), 2, 3, insert(POP2, ICONST_0));
        deepSlip(fastest, "Z of a later layer that piles up", "Z += Σ A W; right: Z = b + Σ A W")
                .in(LOWER, "forward", op(INVOKESTATIC, "arraycopy"), 1, 1, insert(POP2, POP2, POP));
        deepSlip(fastest, "bias gradient of a later layer dropped", "db2 = 0; right: the sum of dZ2's rows")
                .in(LOWER, "backwardAndUpdate", op(INVOKESTATIC, "sumRows"), 1, 1, insert(POP2, POP));
        deepSlip(fastest, "gradient of the wrong layer", "dA1 = dZ1 W2ᵀ; right: dZ2 W2ᵀ")
                .in(LAYERS, "backwardAndUpdate", op(IADD), 1, 1, insert(POP));
        deepSlip(
                        fastest,
                        "gradient of a later layer in wrong columns",
                        "all in columns 0 to 63; right: each slice's own")
                .in(LOWER, "gather", op(IMUL), 4, 5, insert(POP2, ICONST_0));
        deepSlip(SPARSE, "weights not transposed (vectors)", "dA = dZ W as it lies; right: dZ Wᵀ")
                .in(BY_HAND + "VectorProducts", "inputGradient", op(ALOAD, 7), 2, 2, DigitSlips::weights);
    }

    private static void weights(MethodVisitor code) {
        code.visitVarInsn(ALOAD, 5);
        code.visitMethodInsn(INVOKEINTERFACE, "dev/crosscheck/train/byhand/Products$Operand", "values", "()[F", true);
    }

    private void outputLayer() {
        slip(fastest, "one-hot rows not divided by the batch", "p/N - t; right: (p - t)/N")
                .in(OUTPUT, "lossAndGradient", op(FDIV), 2, 2, insert(POP));
        slip(fastest, "loss summed over the batch", "the sum; right: the mean")
                .in(OUTPUT, "lossAndGradient", op(DDIV), 1, 1, insert(POP2));
        slip(fastest, "output bias never updated", "b2 stays; right: a step of Adam")
                .in(OUTPUT, "updateBias", op(INVOKEVIRTUAL, "update"), 1, 1, insert(POP2));
        slip(fastest, "bias gradients that pile up", "db += Σ dZ; right: db = Σ dZ")
                .in(BY_HAND + "Products", "sumRows", op(INVOKESTATIC, "fill"), 1, 1, insert(POP2));
    }

    private void batches() {
        slip(DL4J, "two digits of the deviation swapped", "0.3018; right: 0.3081")
                .in("data.Normalisation", "<clinit>", op(LDC, 0.3081), 1, 1, push(0.3018));
        slip(DL4J, "shuffle that leaves no image in place", "j < i (Sattolo); right: j ≤ i (Fisher and Yates)")
                .in(BATCHES, "shuffled", op(ICONST_1), 2, 2, insert(ICONST_0));
        slip(DL4J, "one order for all epochs", "from the seed; right: from seed and epoch")
                .in(BATCHES, "shuffled", op(LADD), 1, 1, insert(POP2));
        slip(fastest, "the first batch over and over", "row; right: index · batch + row")
                .in(BATCHES, "first", op(IMUL), 1, 1, insert(POP2, ICONST_0));
    }

    private void dl4j() {
        String by = " (our layers in DL4J)";
        slip(DL4J, "ReLU with a floor of 0.01" + by, "max(z, 0.01); right: max(z, 0)")
                .in(OUR_INPUT, "relu", op(FCONST_0), 1, 1, push(0.01f));
        slip(DL4J, "ReLU's slope 1 below 0" + by, "dh; right: dh 1[h > 0]")
                .in(OUR_INPUT, "keepWherePositive", op(IAND), 1, 1, insert(POP));
        slip(DL4J, "bias gradient of the first layer dropped" + by, "db1 = 0; right: the sum of dz's rows")
                .in(OUR_INPUT, "keepWherePositive", op(FADD), 1, 1, insert(POP));
        slip(DL4J, "one-hot rows added" + by, "p + t; right: p - t")
                .in(OUR_OUTPUT, "lossAndGradient", op(FSUB), 2, 2, insert(FADD));
        slip(DL4J, "sums in the place of means" + by, "p - t; right: (p - t)/N")
                .in(OUR_OUTPUT, "lossAndGradient", op(FDIV), 1, 1, insert(POP));
        slip(DL4J, "Adam's steps not counted" + by, "t = 1 at each step")
                .in("layers.FusedAdam", "update", op(I2L), 1, 1, insert(I2L, POP2, LCONST_0));
    }

    /** Our input layer sums over lit pixels only where the Vector API is there, as the sparse kernels do. */
    private void dl4jLitInputs() {
        if (!methods.contains(SPARSE)) {
            return;
        }
        slip(DL4J, "background added (our layers in DL4J)", "x + c; right: x - c")
                .in(OUR_LIT_PRODUCTS, "search", op(FSUB), 1, 1, insert(FADD));
        slip(DL4J, "bias of the first layer subtracted (our layers in DL4J)", "c Σ W - b; right: c Σ W + b")
                .in(OUR_LIT_PRODUCTS, "forward", op(FADD), 1, 1, insert(FSUB));
        slip(DL4J, "background forgotten backward (our layers in DL4J)", "(x - c)ᵀ dz; right: + c Σ dz")
                .in(OUR_LIT_PRODUCTS, "weightGradient", op(FMUL), 1, 1, insert(POP2, FCONST_0));
    }

    private Place slip(String trainer, String name, String text) {
        return place(trainer, name, text, false);
    }

    private Place deepSlip(String trainer, String name, String text) {
        return place(trainer, name, text, true);
    }

    private Place place(String trainer, String name, String text, boolean deep) {
        return (type, method, instruction, which, of, instead) -> {
            if (methods.contains(trainer)) {
                Slip slip = new Slip("dev.crosscheck." + type, method, instruction, which, of, instead);
                slips.add(new Planted(trainer, name, text, slip, deep));
            }
        };
    }

    private static Instruction op(int opcode) {
        return new Instruction(opcode);
    }

    private static Instruction op(int opcode, Object operand) {
        return new Instruction(opcode, operand);
    }
}
