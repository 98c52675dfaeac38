package dev.crosscheck.proof.verify;

import static org.objectweb.asm.Opcodes.*;

import dev.crosscheck.proof.verify.Slip.Instruction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.objectweb.asm.MethodVisitor;

/** The slips that are planted in the digit trainers, for {@link DigitMutants}: where each is and what it changes. */
final class DigitSlips {
    private static final String SPARSE = "sparse";
    private static final String BLAS = "blas";
    private static final String ADAM = "train.byhand.AdamStep";
    private static final String OUTPUT = "train.byhand.OutputLayer";
    private static final String BATCHES = "data.Batches";

    private final List<String> methods = ShippedTrainer.methods();
    private final List<Planted> slips = new ArrayList<>();

    private DigitSlips() {}

    /**
     * One slip.
     *
     * @param method of {@link ShippedTrainer}, which shows it
     * @param name of the mutant
     * @param text wrong formula; right one
     * @param slip what is changed
     */
    record Planted(String method, String name, String text, Slip slip) {}

    /** @return the slips in the trainers that run here */
    static List<Planted> all() {
        DigitSlips all = new DigitSlips();
        all.adam();
        all.inputLayers();
        all.slices();
        all.outputLayer();
        all.batches();
        all.dl4j();
        return all.slips;
    }

    private void adam() {
        for (String method : List.of(methods.get(0), ShippedTrainer.DL4J)) {
            String in = method.equals(ShippedTrainer.DL4J) ? " (our layers in DL4J)" : " (by hand)";
            add(
                    method,
                    "Adam's steps counted from 2" + in,
                    "t = done + 2; right: done + 1",
                    slip(ADAM, "after", new Instruction(DCONST_1), 1, 5, Slip.push(2.0)));
            add(
                    method,
                    "Adam's m uncorrected" + in,
                    "1; right: 1 - β1ᵗ",
                    slip(ADAM, "after", new Instruction(INVOKESTATIC, "pow"), 2, 2, Slip.zeroForTwo()));
            add(
                    method,
                    "Adam's v uncorrected" + in,
                    "1; right: 1 - β2ᵗ",
                    slip(ADAM, "after", new Instruction(INVOKESTATIC, "pow"), 1, 2, Slip.zeroForTwo()));
            add(
                    method,
                    "Adam's memory of v short" + in,
                    "0.99 v + (1 - β2) g²; right: 0.999 v",
                    slip(ADAM, "after", new Instruction(D2F), 4, 6, Slip.popTwoAndPush(0.99f)));
            add(
                    method,
                    "Adam's 1 - β2 in single precision" + in,
                    "1 - 0.999f; right: (float) (1 - 0.999)",
                    slip(ADAM, "after", new Instruction(D2F), 6, 6, Slip.popTwoAndPush(1 - 0.999f)));
            add(
                    method,
                    "Adam's epsilon in its other place" + in,
                    "√v̂ + ε; right here: √v + ε",
                    slip(
                            ADAM,
                            "after",
                            new Instruction(GETSTATIC, "ON_RAW"),
                            1,
                            1,
                            code -> code.visitFieldInsn(
                                    GETSTATIC,
                                    "dev/crosscheck/nn/optim/Adam$Epsilon",
                                    "ON_CORRECTED",
                                    "Ldev/crosscheck/nn/optim/Adam$Epsilon;")));
        }
        add(
                BLAS,
                "Adam without its root (dense)",
                "m/(v + ε); right: m/(√v + ε)",
                slip(ADAM, "loop", new Instruction(INVOKESTATIC, "sqrt"), 1, 1, code -> {}));
        add(
                ShippedTrainer.DL4J,
                "Adam without its root (our layers in DL4J)",
                "m/(v + ε); right: m/(√v + ε)",
                slip(ADAM, "loop", new Instruction(INVOKESTATIC, "sqrt"), 1, 1, code -> {}));
        add(
                SPARSE,
                "Adam without its root (vectors)",
                "m/(v + ε); right: m/(√v + ε)",
                slip(
                        "train.byhand.VectorAdam",
                        "update",
                        new Instruction(INVOKEVIRTUAL, "lanewise"),
                        1,
                        1,
                        Slip.insert(POP)));
        add(
                SPARSE,
                "Adam's decays mixed up (vectors)",
                "β1 v + (1 - β2) g²; right: β2 v",
                slip(
                        "train.byhand.VectorAdam",
                        "update",
                        new Instruction(INVOKEVIRTUAL, "beta2"),
                        1,
                        1,
                        code -> code.visitMethodInsn(
                                INVOKEVIRTUAL, "dev/crosscheck/train/byhand/AdamStep", "beta1", "()F", false)));
        add(
                methods.get(0),
                "Adam's steps not counted",
                "t = 1 at each step",
                slip("train.byhand.ByHandNetwork", "step", new Instruction(LADD), 1, 1, Slip.insert(POP2)));
    }

    private void inputLayers() {
        String vectors = "train.byhand.VectorInputLayer";
        add(
                SPARSE,
                "shift of the pixels added",
                "b + t Σ W; right: b - t Σ W",
                slip(vectors, "forward", new Instruction(FSUB), 1, 1, Slip.insert(FADD)));
        add(
                SPARSE,
                "shift of the pixels forgotten backward",
                "s Pᵀ dZ; right: s Pᵀ dZ - t Σ dZ",
                slip(
                        vectors,
                        "backward",
                        new Instruction(LDC, -(float) (0.1307 / 0.3081)),
                        1,
                        1,
                        Slip.insert(FCONST_0)));
        add(
                SPARSE,
                "pixels over 256",
                "p/256; right: p/255",
                slip(vectors, "<clinit>", new Instruction(LDC, 255 * 0.3081), 1, 1, Slip.push(256 * 0.3081)));
        add(
                SPARSE,
                "pixels of seven bits",
                "p & 127; right: p & 255",
                slip(
                        "train.byhand.LitPixels",
                        "value",
                        new Instruction(SIPUSH, 255),
                        1,
                        1,
                        code -> code.visitIntInsn(SIPUSH, 127)));
        add(
                BLAS,
                "bias subtracted",
                "X W - b; right: X W + b",
                slip("train.byhand.DenseInputLayer", "forward", new Instruction(FADD), 1, 1, Slip.insert(FSUB)));
        add(
                BLAS,
                "bias gradient of the first layer dropped",
                "db1 = 0; right: the sum of dZ's rows",
                slip(
                        "train.byhand.DenseInputLayer",
                        "backward",
                        new Instruction(INVOKESTATIC, "sumRows"),
                        1,
                        1,
                        Slip.insert(POP2, POP)));
    }

    private void slices() {
        String slice = "train.byhand.HiddenSlice";
        add(
                methods.get(0),
                "ReLU's slope 1 below 0 (slices)",
                "dA; right: dA 1[A > 0]",
                slip(
                        slice,
                        "backwardAndUpdate",
                        new Instruction(INVOKESTATIC, "keepWherePositive"),
                        1,
                        1,
                        Slip.insert(POP2)));
        add(
                methods.get(0),
                "ReLU with a floor of 0.01",
                "max(z, 0.01); right: max(z, 0)",
                slip(slice, "relu", new Instruction(FCONST_0), 1, 1, Slip.push(0.01f)));
        add(
                methods.get(0),
                "logits of the last slice alone",
                "the last share; right: the sum of the shares",
                slip(OUTPUT, "add", new Instruction(FADD), 1, 1, Slip.insert(SWAP, POP)));
    }

    private void outputLayer() {
        String method = methods.get(0);
        add(
                method,
                "one-hot rows not divided by the batch",
                "p/N - t; right: (p - t)/N",
                slip(OUTPUT, "lossAndGradient", new Instruction(FDIV), 1, 1, Slip.insert(POP)));
        add(
                method,
                "loss summed over the batch",
                "the sum; right: the mean",
                slip(OUTPUT, "lossAndGradient", new Instruction(DDIV), 1, 2, Slip.insert(POP2)));
        add(
                method,
                "output bias never updated",
                "b2 stays; right: a step of Adam",
                slip(OUTPUT, "update", new Instruction(INVOKEVIRTUAL, "update"), 1, 1, Slip.insert(POP2)));
        add(
                method,
                "bias gradients that pile up",
                "db += Σ dZ; right: db = Σ dZ",
                slip(OUTPUT, "sumRows", new Instruction(INVOKESTATIC, "fill"), 1, 1, Slip.insert(POP2)));
    }

    private void batches() {
        String method = methods.get(methods.size() - 1);
        add(
                method,
                "two digits of the deviation swapped",
                "0.3018; right: 0.3081",
                slip(BATCHES, "<clinit>", new Instruction(LDC, 0.3081), 1, 1, Slip.push(0.3018)));
        add(
                method,
                "shuffle that leaves no image in place",
                "j < i (Sattolo); right: j ≤ i (Fisher and Yates)",
                slip(BATCHES, "shuffled", new Instruction(ICONST_1), 2, 2, Slip.insert(ICONST_0)));
        add(
                method,
                "one order for all epochs",
                "from the seed; right: from seed and epoch",
                slip(BATCHES, "shuffled", new Instruction(LADD), 1, 1, Slip.insert(POP2)));
        add(
                methods.get(0),
                "the first batch over and over",
                "row; right: index · batch + row",
                slip(BATCHES, "image", new Instruction(IADD), 1, 1, Slip.insert(SWAP, POP)));
    }

    private void dl4j() {
        String layer = "layers.InputDenseLayer";
        String output = "layers.SoftmaxOutputLayer";
        add(
                ShippedTrainer.DL4J,
                "ReLU with a floor of 0.01 (our layers in DL4J)",
                "max(z, 0.01); right: max(z, 0)",
                slip(layer, "relu", new Instruction(FCONST_0), 1, 1, Slip.push(0.01f)));
        add(
                ShippedTrainer.DL4J,
                "ReLU's slope 1 below 0 (our layers in DL4J)",
                "dh; right: dh 1[h > 0]",
                slip(layer, "keepWherePositive", new Instruction(IAND), 1, 1, Slip.insert(POP)));
        add(
                ShippedTrainer.DL4J,
                "bias gradient of the first layer dropped (our layers in DL4J)",
                "db1 = 0; right: the sum of dz's rows",
                slip(layer, "keepWherePositive", new Instruction(FADD), 1, 1, Slip.insert(POP)));
        add(
                ShippedTrainer.DL4J,
                "one-hot rows added (our layers in DL4J)",
                "p + t; right: p - t",
                slip(output, "lossAndGradient", new Instruction(FSUB), 2, 2, Slip.insert(FADD)));
        add(
                ShippedTrainer.DL4J,
                "sums in the place of means (our layers in DL4J)",
                "p - t; right: (p - t)/N",
                slip(output, "lossAndGradient", new Instruction(FDIV), 1, 1, Slip.insert(POP)));
        add(
                ShippedTrainer.DL4J,
                "Adam's steps not counted (our layers in DL4J)",
                "t = 1 at each step",
                slip("layers.FusedAdam", "update", new Instruction(I2L), 1, 1, Slip.insert(I2L, POP2, LCONST_0)));
        if (methods.contains(SPARSE)) {
            litInputs();
        }
    }

    private void litInputs() {
        String lit = "layers.VectorLitProducts";
        add(
                ShippedTrainer.DL4J,
                "background added (our layers in DL4J)",
                "x + c; right: x - c",
                slip(lit, "search", new Instruction(FSUB), 1, 1, Slip.insert(FADD)));
        add(
                ShippedTrainer.DL4J,
                "bias of the first layer subtracted (our layers in DL4J)",
                "c Σ W - b; right: c Σ W + b",
                slip(lit, "forward", new Instruction(FADD), 1, 1, Slip.insert(FSUB)));
        add(
                ShippedTrainer.DL4J,
                "background forgotten backward (our layers in DL4J)",
                "(x - c)ᵀ dz; right: + c Σ dz",
                slip(lit, "weightGradient", new Instruction(FMUL), 1, 1, Slip.insert(POP2, FCONST_0)));
    }

    private void add(String method, String name, String text, Slip slip) {
        if (methods.contains(method)) {
            slips.add(new Planted(method, name, text, slip));
        }
    }

    private static Slip slip(
            String type, String method, Instruction instruction, int which, int of, Consumer<MethodVisitor> instead) {
        return new Slip("dev.crosscheck." + type, method, instruction, which, of, instead);
    }
}
