import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.random.TruncatedNormal;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Times a network that learns handwritten digits with TensorFlow-Java on the CPU, for {@code bench} to compare with.
 *
 * <p>784 inputs, hidden ReLU units, 10 outputs; softmax cross-entropy, the mean over a batch; Adam with its usual
 * settings. One graph holds a whole step. All images stand normalised in one tensor, from which each step picks its batch
 * by index.
 *
 * <p>What is measured goes to standard output, one JSON object per line, as in ../python/reporting.py.
 */
public final class BenchTensorFlow implements AutoCloseable {
    private static final float MEAN = 0.1307f;
    private static final float DEVIATION = 0.3081f;
    private static final int CLASSES = 10;
    private static final float LEARNING_RATE = 0.001f;
    private static final long SEED = 1;

    private final int batch;
    private final int[] order;
    private final Random random = new Random(SEED);
    private final TFloat32 images; // (N, features)
    private final TFloat32 labels; // (N, classes): 1 for the right class, 0 for the others
    private final Graph graph = new Graph();
    private final Placeholder<TFloat32> allImages;
    private final Placeholder<TFloat32> allLabels;
    private final Placeholder<TInt32> picked; // (batch): which images a step learns from
    private final Operand<TFloat32> loss;
    private final Op step;
    private final Session session;

    private BenchTensorFlow(Map<String, String> options) throws IOException {
        batch = number(options, "--batch");
        int threads = number(options, "--threads");
        Path folder = Path.of(options.get("--data"));
        byte[] pixels = readIdx(folder, "train-images-idx3-ubyte", 3);
        byte[] classes = readIdx(folder, "train-labels-idx1-ubyte", 1);
        int features = pixels.length / classes.length;
        int count = Math.min(number(options, "--images"), classes.length);
        order = new int[count];
        Arrays.setAll(order, i -> i);
        images = normalised(pixels, count, features);
        labels = oneHot(classes, count);

        Ops tf = Ops.create(graph);
        allImages = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, features)));
        allLabels = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, CLASSES)));
        picked = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
        Network network = new Network(tf, features, number(options, "--hidden"));
        loss = network.loss(tf.gather(allImages, picked, tf.constant(0)), tf.gather(allLabels, picked, tf.constant(0)));
        step = new Adam(graph, LEARNING_RATE).minimize(loss);
        session = new Session(
                graph,
                ConfigProto.newBuilder()
                        .setIntraOpParallelismThreads(threads)
                        .setInterOpParallelismThreads(1)
                        .build());
        session.initialize();
        network.start(session);
    }

    /** The digit network: ReLU(x W1 + b1) W2 + b2. */
    private static final class Network {
        private final Ops tf;
        private final Variable<TFloat32> w1; // (features, hidden)
        private final Variable<TFloat32> b1; // (hidden)
        private final Variable<TFloat32> w2; // (hidden, classes)
        private final Variable<TFloat32> b2; // (classes)

        Network(Ops tf, int features, int hidden) {
            this.tf = tf;
            w1 = tf.variable(Shape.of(features, hidden), TFloat32.class);
            b1 = tf.variable(Shape.of(hidden), TFloat32.class);
            w2 = tf.variable(Shape.of(hidden, CLASSES), TFloat32.class);
            b2 = tf.variable(Shape.of(CLASSES), TFloat32.class);
        }

        /** Gives the parameters their first values: weights normal with variance 2 / inputs, biases 0. */
        void start(Session session) {
            for (Variable<TFloat32> weights : Arrays.asList(w1, w2)) {
                int[] shape = {
                    (int) weights.shape().get(0), (int) weights.shape().get(1)
                };
                Operand<TFloat32> normal =
                        tf.random.truncatedNormal(tf.constant(shape), TFloat32.class, TruncatedNormal.seed(SEED));
                Operand<TFloat32> scale = tf.constant((float) Math.sqrt(2.0 / shape[0]));
                session.runner()
                        .addTarget(tf.assign(weights, tf.math.mul(normal, scale)))
                        .run();
            }
            for (Variable<TFloat32> biases : Arrays.asList(b1, b2)) {
                Operand<TFloat32> zeros = tf.zeros(tf.constant(biases.shape().asArray()), TFloat32.class);
                session.runner().addTarget(tf.assign(biases, zeros)).run();
            }
        }

        /** Returns the mean cross-entropy of images (batch, features) with labels (batch, classes). */
        Operand<TFloat32> loss(Operand<TFloat32> x, Operand<TFloat32> y) {
            Operand<TFloat32> hidden = tf.nn.relu(tf.math.add(tf.linalg.matMul(x, w1), b1));
            Operand<TFloat32> logits = tf.math.add(tf.linalg.matMul(hidden, w2), b2);
            return tf.math.mean(tf.nn.softmaxCrossEntropyWithLogits(logits, y).loss(), tf.constant(0));
        }
    }

    /** Warms up, times the epochs, and reports what ran. */
    public static void main(String... args) throws IOException {
        endWithParent();
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i + 1 < args.length; i += 2) {
            options.put(args[i], args[i + 1]);
        }
        try (BenchTensorFlow trainer = new BenchTensorFlow(options)) {
            trainer.warmUp(number(options, "--warm-up"));
            for (int left = number(options, "--epochs"); left > 0; left--) {
                trainer.epoch();
            }
        }
        int threads = number(options, "--threads");
        String note = "Java " + System.getProperty("java.version") + ", TensorFlow " + TensorFlow.version() + ", "
                + threads + (threads == 1 ? " thread" : " threads");
        event("end", ", \"note\": \"" + note + "\"" + peak());
    }

    /** Standard input ends when the process that holds it open, {@code bench}, is gone. */
    private static void endWithParent() {
        Thread watch = new Thread(() -> {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // The pipe is gone, and with it the parent.
            }
            Runtime.getRuntime().halt(1);
        });
        watch.setDaemon(true);
        watch.start();
    }

    /** Trains on some images first, at least one batch, and says when the first step is done. */
    private void warmUp(int count) {
        shuffle();
        step(0, false);
        event("first-step", "");
        for (int seen = batch; seen < count; seen += batch) {
            step(seen / batch % steps() * batch, false);
        }
    }

    /** Trains for an epoch and tells the seconds. */
    private void epoch() {
        long start = System.nanoTime();
        shuffle();
        int last = (steps() - 1) * batch;
        for (int from = 0; from < last; from += batch) {
            step(from, false);
        }
        double loss = step(last, true);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (!Double.isFinite(loss)) {
            throw new IllegalStateException("the loss became " + loss);
        }
        event("epoch", ", \"seconds\": " + seconds);
    }

    private void shuffle() {
        for (int i = order.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[other];
            order[other] = swapped;
        }
    }

    private int steps() {
        return (order.length + batch - 1) / batch;
    }

    /** Learns from the batch that starts at a place of the order, and returns its loss if asked to, else NaN. */
    private double step(int from, boolean tellLoss) {
        int[] batchOrder = Arrays.copyOfRange(order, from, Math.min(order.length, from + batch));
        try (TInt32 indices = TInt32.vectorOf(batchOrder)) {
            Session.Runner runner = session.runner()
                    .feed(allImages, images)
                    .feed(allLabels, labels)
                    .feed(picked, indices)
                    .addTarget(step);
            try (Result result = (tellLoss ? runner.fetch(loss) : runner).run()) {
                return tellLoss ? ((TFloat32) result.get(0)).getFloat() : Double.NaN;
            }
        }
    }

    /** Returns images as a tensor (count, features) of (p / 255 - mean) / deviation. */
    private static TFloat32 normalised(byte[] pixels, int count, int features) {
        TFloat32 tensor = TFloat32.tensorOf(Shape.of(count, features));
        FloatDataBuffer values = tensor.asRawTensor().data().asFloats();
        float[] image = new float[features];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < features; j++) {
                image[j] = ((pixels[i * features + j] & 255) / 255f - MEAN) / DEVIATION;
            }
            values.offset((long) i * features).write(image);
        }
        return tensor;
    }

    private static TFloat32 oneHot(byte[] classes, int count) {
        float[] values = new float[count * CLASSES];
        for (int i = 0; i < count; i++) {
            values[i * CLASSES + classes[i]] = 1;
        }
        return TFloat32.tensorOf(Shape.of(count, CLASSES), DataBuffers.of(values));
    }

    /** Returns what an IDX file of bytes holds, raw or gzipped, without its header. */
    private static byte[] readIdx(Path folder, String name, int rank) throws IOException {
        Path packed = folder.resolve(name + ".gz");
        boolean gzipped = Files.exists(packed);
        byte[] content = Files.readAllBytes(gzipped ? packed : folder.resolve(name));
        if (gzipped) {
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(content))) {
                content = in.readAllBytes();
            }
        }
        int header = 4 + 4 * rank;
        if (content.length < header || !Arrays.equals(Arrays.copyOf(content, 4), new byte[] {0, 0, 8, (byte) rank})) {
            throw new IOException(name + ": not an IDX file of bytes with " + rank + " dimensions");
        }
        return Arrays.copyOfRange(content, header, content.length);
    }

    /** Returns a member with the most memory that was resident, where the system knows it. */
    private static String peak() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return "";
        }
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> ", \"peakKib\": " + line.replaceAll("\\D", ""))
                    .collect(Collectors.joining());
        }
    }

    private static int number(Map<String, String> options, String name) {
        return Integer.parseInt(options.get(name));
    }

    /** Reports an event; {@code more} are the members after its name. */
    private static void event(String name, String more) {
        System.out.println("{\"event\": \"" + name + "\"" + more + "}");
    }

    @Override
    public void close() {
        session.close();
        graph.close();
        images.close();
        labels.close();
    }
}
