package dev.crosscheck.using.export;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.model.Model;
import dev.crosscheck.run.Json;
import java.io.IOException;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Runs an exported ONNX file with ONNX Runtime, on the CPU and in one thread. */
final class OnnxSession {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final TestExamples examples;
    private final List<RawAnswer> answers = new ArrayList<>();

    private OnnxSession(OrtEnvironment environment, OrtSession session, TestExamples examples) {
        this.environment = environment;
        this.session = session;
        this.examples = examples;
    }

    /**
     * @return why ONNX Runtime cannot run a model's file here; empty if it can
     * @throws LinkageError if it is not there
     */
    static Optional<String> missing(Model model) {
        environment();
        // Its Java interface passes texts in modified UTF-8, which encodes characters of two chars as two.
        return !model.ofImages()
                        && Json.line(model.preparation()).chars().anyMatch(c -> Character.isSurrogate((char) c))
                ? Optional.of("names or categories have characters that ONNX Runtime cannot be handed by Java")
                : Optional.empty();
    }

    /** @return the name and version of ONNX Runtime */
    static String name() {
        return "ONNX Runtime " + environment().getVersion();
    }

    private static OrtEnvironment environment() {
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "crosscheck");
    }

    /**
     * @param file a file written by {@link OnnxFile}
     * @throws IOException if ONNX Runtime rejects the file
     */
    static List<RawAnswer> answers(Path file, TestExamples examples) throws IOException {
        OrtEnvironment environment = environment();
        try (SessionOptions options = new SessionOptions()) {
            // The environment belongs to the process and stays. Telemetry, which exists on Windows only, is turned off.
            environment.setTelemetry(false);
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            try (OrtSession session = environment.createSession(file.toString(), options)) {
                OnnxSession run = new OnnxSession(environment, session, examples);
                for (int from = 0; from < examples.size(); from += examples.atOnce()) {
                    run.some(from, Math.min(examples.size(), from + examples.atOnce()));
                }
                return run.answers;
            }
        } catch (OrtException e) {
            throw new IOException("ONNX Runtime: " + e.getMessage(), e);
        }
    }

    private void some(int from, int to) throws OrtException {
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try {
            if (examples instanceof TestExamples.Images images) {
                inputs.put(OnnxFile.PIXELS, pixels(images.images(), from, to));
            } else {
                TestRows rows = (TestRows) examples;
                for (int i = 0; i < rows.preprocessing().inputs().size(); i++) {
                    Input input = rows.preprocessing().inputs().get(i);
                    boolean text = input.encoding().categories() > 0;
                    inputs.put(input.column(), text ? texts(rows, i, from, to) : numbers(rows, input, i, from, to));
                }
            }
            try (OrtSession.Result result = session.run(inputs)) {
                if (examples instanceof TestRows rows
                        && rows.preprocessing().target() instanceof Target.OfNumber known) {
                    addNumbers(result, known, rows.model().decision().interval() != null);
                } else {
                    addClasses(result);
                }
            }
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private OnnxTensor pixels(ImageSet images, int from, int to) throws OrtException {
        float[] pixels = new float[(to - from) * images.features()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = images.pixels()[from * images.features() + i] & 0xff;
        }
        return OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(pixels), new long[] {to - from, images.features()});
    }

    /** Texts become numbers as {@code predict} reads them, since the file takes numbers. */
    private OnnxTensor numbers(TestRows rows, Input input, int place, int from, int to) throws OrtException {
        int width = input.reading().width();
        Function<String, double[]> numbers = input.reading().numbers();
        DoubleBuffer values = DoubleBuffer.allocate((to - from) * width);
        for (int row = from; row < to; row++) {
            String cell = rows.cell(row, place);
            boolean missing = rows.preprocessing().isMissing(cell);
            for (int k = 0; k < width; k++) {
                values.put(missing ? Double.NaN : number(input, numbers.apply(cell)[k], cell));
            }
        }
        return OnnxTensor.createTensor(environment, values.flip(), new long[] {to - from, width});
    }

    /** @return for a cell that {@code predict} refuses an infinity or, if it is a number that is too large, that number: the file must refuse both */
    private static double number(Input input, double number, String cell) {
        if (!Double.isNaN(number) || input.forgives()) {
            return number;
        }
        double plain = cell.matches("-?\\d+(\\.\\d+)?(E\\d+)?") ? Double.parseDouble(cell) : 0;
        return Math.abs(plain) > Input.LARGEST ? plain : Double.POSITIVE_INFINITY;
    }

    private OnnxTensor texts(TestRows rows, int place, int from, int to) throws OrtException {
        String[] texts = new String[to - from];
        for (int row = from; row < to; row++) {
            texts[row - from] = rows.cell(row, place);
        }
        return OnnxTensor.createTensor(environment, texts, new long[] {texts.length, 1});
    }

    private void addNumbers(OrtSession.Result result, Target.OfNumber target, boolean interval) throws OrtException {
        List<double[][]> values = new ArrayList<>();
        for (String output :
                List.of(OnnxFile.VALUE, OnnxFile.LOW, OnnxFile.HIGH).subList(0, interval ? 3 : 1)) {
            values.add((double[][]) value(result, output));
        }
        for (int row = 0; row < values.get(0).length; row++) {
            int at = row;
            double[] numbers = values.stream()
                    .mapToDouble(each -> target.standardised(each[at][0]))
                    .toArray();
            answers.add(
                    Arrays.stream(numbers).allMatch(Double::isNaN) ? RawAnswer.REFUSED : RawAnswer.ofNumber(numbers));
        }
    }

    /** The file of images has no labels: the largest logit decides. */
    private void addClasses(OrtSession.Result result) throws OrtException {
        float[][] logits = (float[][]) value(result, OnnxFile.LOGITS);
        float[][] probabilities = (float[][]) value(result, OnnxFile.PROBABILITIES);
        String[] labels = examples instanceof TestRows ? (String[]) value(result, OnnxFile.LABEL) : null;
        for (int i = 0; i < logits.length; i++) {
            double[] logit = Matrix.widened(1, logits[i]).data();
            double[] probability = Matrix.widened(1, probabilities[i]).data();
            boolean refused =
                    labels != null && Double.isNaN(logit[0]) && Double.isNaN(probability[0]) && labels[i].isEmpty();
            answers.add(
                    refused
                            ? RawAnswer.REFUSED
                            : labels == null
                                    ? examples.answer(logit, probability)
                                    : RawAnswer.ofClass(logit, probability, labels[i]));
        }
    }

    private Object value(OrtSession.Result result, String output) throws OrtException {
        Preprocessing preprocessing = examples instanceof TestRows rows ? rows.preprocessing() : null;
        return result.get(OnnxFile.output(output, preprocessing)).orElseThrow().getValue();
    }
}
