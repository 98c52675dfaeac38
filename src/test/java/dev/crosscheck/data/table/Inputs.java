package dev.crosscheck.data.table;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Makes inputs and preprocessings. */
public final class Inputs {
    private Inputs() {}

    /** @return a column of plain numbers, all of them between these two quantiles and the median */
    public static Input number(String column, double median, double scale, double low, double high, boolean missing) {
        double least = Math.min(median, low);
        double most = Math.max(median, high);
        return new Input(column, NumberForm.PLAIN, new Scale(median, scale, least, low, high, most, missing));
    }

    /** @return a column of categories that all have features */
    public static Input texts(String column, List<String> texts, boolean missing) {
        return new Input(column, new Texts(texts, null), new OneHot(texts.size(), missing));
    }

    /** @return a column of free text */
    public static Input words(String column, int buckets) {
        return new Input(column, new Words(buckets), new Words(buckets));
    }

    /** @return a preprocessing */
    public static Preprocessing preprocessing(
            List<String> missing, List<Input> inputs, List<Preprocessing.LeftOut> leftOut, Target target) {
        boolean texts = target instanceof Target.OfClasses classes && !classes.numbers();
        return new Preprocessing(
                Preprocessing.FORMAT, missing, inputs, leftOut, target, texts ? null : NumberForm.PLAIN);
    }

    /** @return the features of rows of a table */
    static float[] features(Preprocessing preprocessing, Table table, int... rows) {
        TableExamples.Stored stored = TableExamples.Stored.of(preprocessing, table, rows);
        int width = preprocessing.width();
        float[] features = new float[rows.length * width];
        for (int row = 0; row < rows.length; row++) {
            stored.write(row, features, row * width);
        }
        return features;
    }

    /** @return the targets of rows of a table */
    static float[] targets(Preprocessing preprocessing, Table table, int... rows) {
        TableExamples examples = TableExamples.of(preprocessing, table, true, rows);
        float[] targets = new float[rows.length];
        examples.targets(IntStream.range(0, rows.length).toArray(), 0, rows.length, targets);
        return targets;
    }

    /** Writes the features of a row given by column names. */
    public static List<RawRows.Note> features(
            Preprocessing preprocessing, Map<String, String> row, float[] into, int at) {
        List<String> columns = preprocessing.columns();
        return preprocessing
                .rows(columns, "")
                .features(columns.stream().map(row::get).toList(), into, at);
    }
}
