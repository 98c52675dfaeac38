package dev.crosscheck.data.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The different values of a target. */
interface TargetValues {
    void count(int[] rows);

    int distinct();

    String words();

    /** Why they are classes, or null if they are not. */
    String reasonForClasses(int rows);

    List<String> labels();

    int classOf(int row);

    final class OfTexts implements TargetValues {
        private final TextColumn column;
        private final Map<String, Integer> sorted = new TreeMap<>();
        private int[] places;

        OfTexts(TextColumn column) {
            this.column = column;
        }

        @Override
        public void count(int[] rows) {
            for (String text : column.texts()) {
                sorted.put(text, 0);
            }
            int next = 0;
            for (Map.Entry<String, Integer> entry : sorted.entrySet()) {
                entry.setValue(next++);
            }
            places = column.texts().stream().mapToInt(sorted::get).toArray();
        }

        @Override
        public int distinct() {
            return sorted.size();
        }

        @Override
        public String words() {
            return (column.isComplete() ? "" : "more than ") + sorted.size() + " different texts";
        }

        @Override
        public String reasonForClasses(int rows) {
            return words();
        }

        @Override
        public List<String> labels() {
            return List.copyOf(sorted.keySet());
        }

        @Override
        public int classOf(int row) {
            return places[column.code(row)];
        }
    }

    final class OfNumbers implements TargetValues {
        /** Fewer rows per value, on average, are rather a measurement in whole numbers. */
        private static final int LEAST_ROWS_PER_VALUE = 10;

        /** Whole numbers of at most so many values are taken for classes: grades, stars, counts of cylinders. */
        private static final int MOST_NUMBERED_CLASSES = 20;

        private final NumberColumn column;
        private final Map<Double, Integer> sorted = new TreeMap<>();
        private boolean whole = true;

        OfNumbers(NumberColumn column) {
            this.column = column;
        }

        @Override
        public void count(int[] rows) {
            for (int row : rows) {
                double value = column.value(row) + 0.0; // -0 is 0.
                whole &= value == Math.rint(value);
                if (sorted.size() <= TargetColumn.MOST_CLASSES) {
                    sorted.put(value, 0);
                }
            }
            int next = 0;
            for (Map.Entry<Double, Integer> entry : sorted.entrySet()) {
                entry.setValue(next++);
            }
        }

        @Override
        public int distinct() {
            return sorted.size();
        }

        @Override
        public String words() {
            return (sorted.size() > TargetColumn.MOST_CLASSES
                            ? "more than " + TargetColumn.MOST_CLASSES
                            : sorted.size())
                    + (whole ? " different whole numbers" : " different numbers");
        }

        @Override
        public String reasonForClasses(int rows) {
            boolean few =
                    whole && sorted.size() <= MOST_NUMBERED_CLASSES && rows >= LEAST_ROWS_PER_VALUE * sorted.size();
            return few || sorted.size() == 2 ? words() : null;
        }

        @Override
        public List<String> labels() {
            List<String> labels = new ArrayList<>();
            sorted.keySet().forEach(value -> labels.add(Decimal.text(value)));
            return labels;
        }

        @Override
        public int classOf(int row) {
            return sorted.get(column.value(row) + 0.0);
        }
    }
}
