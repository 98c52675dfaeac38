package dev.crosscheck.using.export;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.math.Matrix;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Some raw rows as a model of {@link TableOnnxFile} takes them. */
final class OnnxRows {
    private final OrtEnvironment environment;
    private final TestRows rows;
    private final int from;
    private final int to;
    private final Preprocessing preprocessing;

    OnnxRows(OrtEnvironment environment, TestRows rows, int from, int to) {
        this.environment = environment;
        this.rows = rows;
        this.from = from;
        this.to = to;
        this.preprocessing = rows.preprocessing();
    }

    /** @return why rows of this kind cannot be handed to ONNX Runtime here, if they cannot */
    static Optional<String> missing(Preprocessing preprocessing) {
        Stream<String> columns = preprocessing.inputs().stream()
                .flatMap(input -> input instanceof Input.OfCategory category
                        ? Stream.concat(Stream.of(input.name()), category.categories().stream())
                        : Stream.of(input.name()));
        Stream<String> labels =
                preprocessing.target() instanceof Target.OfClasses known ? known.labels().stream() : Stream.empty();
        // Its Java interface passes texts in Java's own form of UTF-8, in which these are two characters.
        return Stream.concat(columns, labels).anyMatch(text -> text.codePoints().anyMatch(c -> c > 0xffff))
                ? Optional.of("names or categories have characters that ONNX Runtime cannot be handed by Java")
                : Optional.empty();
    }

    List<RowAnswer> answers(OrtSession session) throws OrtException {
        Map<String, OnnxTensor> cells = new HashMap<>();
        try {
            for (int column = 0; column < preprocessing.inputs().size(); column++) {
                cells.put(preprocessing.inputs().get(column).name(), tensor(column));
            }
            try (OrtSession.Result result = session.run(cells)) {
                return preprocessing.target() instanceof Target.OfNumber number
                        ? numbers(result, number)
                        : classes(result);
            }
        } finally {
            cells.values().forEach(OnnxTensor::close);
        }
    }

    private OnnxTensor tensor(int column) throws OrtException {
        long[] shape = {to - from, 1};
        if (preprocessing.inputs().get(column) instanceof Input.OfNumber) {
            double[] values = new double[to - from];
            for (int row = from; row < to; row++) {
                values[row - from] =
                        rows.isMissing(row, column) ? Double.NaN : Double.parseDouble(rows.cell(row, column));
            }
            return OnnxTensor.createTensor(environment, DoubleBuffer.wrap(values), shape);
        }
        String[] texts = new String[to - from];
        for (int row = from; row < to; row++) {
            texts[row - from] = rows.cell(row, column);
        }
        return OnnxTensor.createTensor(environment, texts, shape);
    }

    private List<RowAnswer> numbers(OrtSession.Result result, Target.OfNumber target) throws OrtException {
        double[][] values = (double[][]) output(result, TableOnnxFile.VALUE).getValue();
        List<RowAnswer> answers = new ArrayList<>();
        for (double[] value : values) {
            answers.add(Double.isNaN(value[0]) ? RowAnswer.REFUSED : RowAnswer.ofNumber(target.standardised(value[0])));
        }
        return answers;
    }

    private List<RowAnswer> classes(OrtSession.Result result) throws OrtException {
        float[][] logits = (float[][]) output(result, TableOnnxFile.LOGITS).getValue();
        float[][] probabilities =
                (float[][]) output(result, TableOnnxFile.PROBABILITIES).getValue();
        String[] labels = (String[]) output(result, TableOnnxFile.LABEL).getValue();
        List<RowAnswer> answers = new ArrayList<>();
        for (int row = 0; row < labels.length; row++) {
            boolean refused =
                    Float.isNaN(logits[row][0]) && Float.isNaN(probabilities[row][0]) && labels[row].isEmpty();
            answers.add(
                    refused
                            ? RowAnswer.REFUSED
                            : RowAnswer.ofClass(doubles(logits[row]), doubles(probabilities[row]), labels[row]));
        }
        return answers;
    }

    private OnnxValue output(OrtSession.Result result, String name) {
        return result.get(TableOnnxFile.output(name, preprocessing)).orElseThrow();
    }

    private static double[] doubles(float... values) {
        return Matrix.widened(1, values).data();
    }
}
