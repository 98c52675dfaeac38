package dev.crosscheck.using.export;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Matrix;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs an exported ONNX file with ONNX Runtime, on the CPU and in this thread only. */
final class OnnxRuntimeRun {
    private static final int BATCH = 1000;

    private OnnxRuntimeRun() {}

    /** @return why ONNX Runtime cannot run here, if it cannot */
    static Optional<String> missing() {
        try {
            environment();
            return Optional.empty();
        } catch (LinkageError e) {
            return Optional.of("ONNX Runtime has no library for " + System.getProperty("os.name") + " "
                    + System.getProperty("os.arch"));
        }
    }

    /** @return ONNX Runtime and its version */
    static String name() {
        return "ONNX Runtime " + environment().getVersion();
    }

    private static OrtEnvironment environment() {
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "crosscheck");
    }

    /** What is to be done with a model that was loaded. */
    @FunctionalInterface
    private interface Use<R> {
        R of(OrtEnvironment environment, OrtSession session) throws OrtException;
    }

    /**
     * @param file a model as {@link OnnxFile} writes it
     * @param images what to classify, as raw pixels
     * @throws IOException if ONNX Runtime refuses the file
     */
    static Outputs outputs(Path file, ImageSet images) throws IOException {
        return run(file, (environment, session) -> outputs(environment, session, images));
    }

    /**
     * @param file a model as {@link TableOnnxFile} writes it
     * @param rows what to answer
     * @throws IOException if ONNX Runtime refuses the file
     */
    static List<RowAnswer> answers(Path file, TestRows rows) throws IOException {
        return run(file, (environment, session) -> {
            List<RowAnswer> answers = new ArrayList<>();
            int batch = RowsByHand.batch(rows.preprocessing());
            for (int from = 0; from < rows.size(); from += batch) {
                OnnxRows some = new OnnxRows(environment, rows, from, Math.min(rows.size(), from + batch));
                answers.addAll(some.answers(session));
            }
            return answers;
        });
    }

    private static <R> R run(Path file, Use<R> use) throws IOException {
        OrtEnvironment environment = environment();
        try (SessionOptions options = new SessionOptions()) {
            // The environment is the process's own and stays; its telemetry, on Windows only, does not.
            environment.setTelemetry(false);
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            try (OrtSession session = environment.createSession(file.toString(), options)) {
                return use.of(environment, session);
            }
        } catch (OrtException e) {
            throw new IOException("ONNX Runtime: " + e.getMessage(), e);
        }
    }

    private static Outputs outputs(OrtEnvironment environment, OrtSession session, ImageSet images)
            throws OrtException {
        Matrix logits = Matrix.zeros(images.size(), images.outputs());
        Matrix probabilities = Matrix.zeros(images.size(), images.outputs());
        for (int from = 0; from < images.size(); from += BATCH) {
            int size = Math.min(BATCH, images.size() - from);
            long[] shape = {size, images.features()};
            try (OnnxTensor pixels = OnnxTensor.createTensor(environment, pixels(images, from, size), shape);
                    OrtSession.Result result = session.run(Map.of(OnnxFile.INPUT, pixels))) {
                copy(result, OnnxFile.LOGITS, logits, from);
                copy(result, OnnxFile.PROBABILITIES, probabilities, from);
            }
        }
        return new Outputs(logits, probabilities);
    }

    private static FloatBuffer pixels(ImageSet images, int from, int size) {
        float[] pixels = new float[size * images.features()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = images.pixels()[from * images.features() + i] & 0xff;
        }
        return FloatBuffer.wrap(pixels);
    }

    private static void copy(OrtSession.Result result, String output, Matrix to, int from) throws OrtException {
        float[][] rows = (float[][]) result.get(output).orElseThrow().getValue();
        for (int row = 0; row < rows.length; row++) {
            for (int c = 0; c < to.columns(); c++) {
                to.data()[(from + row) * to.columns() + c] = rows[row][c];
            }
        }
    }
}
