package dev.crosscheck.using.export;

import dev.crosscheck.data.table.Expression;
import dev.crosscheck.data.table.Input;
import java.util.List;
import java.util.Locale;

/** Writes the features of columns as methods of a Java class, one for each column, with a variable for each step. */
final class JavaColumns {
    private final StringBuilder calls = new StringBuilder();
    private final StringBuilder methods = new StringBuilder();
    private int columns;
    private int features;
    private int variables;

    /** @return the calls of the methods, with {@code row} and {@code features} */
    String calls() {
        return calls.toString();
    }

    /** @return the methods */
    String methods() {
        return methods.toString();
    }

    /** Adds a method. */
    void add(Input input) {
        String name = JavaClassFile.literal(input.column());
        String read = input.reading().java(JavaClassFile::literal);
        String expected = JavaClassFile.literal(input.reading().expected());
        calls.append("        column").append(columns).append("(row, features);\n");
        methods.append("    /** ").append(JavaClassFile.plain(input.column())).append(". */\n");
        methods.append("    private static void column")
                .append(columns)
                .append("(Map<String, String> row, double[] features) {\n");
        line("String cell = cell(row, %s);", name);
        int numbers = input.reading().width();
        if (numbers > 1) {
            line("double[] x = cell == null ? new double[%d] : %s;", numbers, read);
        } else {
            line(
                    "double x = cell == null ? Double.NaN : accepted(%s, %s, cell, %s, %s);",
                    read, name, expected, input.forgives());
        }
        variables = 0;
        for (Code part : input.encoding().features().fold(new Written()).parts()) {
            if (part.width == 1) {
                line("features[%d] = (float) %s;", features, part.number());
            } else {
                line("for (int k = 0; k < %d; k++) {", part.width);
                line("    features[%d + k] = %s;", features, part.number());
                line("}");
            }
            features += part.width;
        }
        methods.append("    }\n\n");
        columns++;
    }

    private void line(String format, Object... values) {
        methods.append("        ")
                .append(String.format(Locale.ROOT, format, values))
                .append('\n');
    }

    /**
     * Java code of an expression, of several values that of the k-th.
     *
     * @param text a variable or a literal, or what may stand beside others in brackets
     * @param isTest whether it is true or false, instead of a number
     * @param row the parts of a row; empty for others
     */
    private record Code(int width, String text, boolean isTest, List<Code> row) {
        List<Code> parts() {
            return row.isEmpty() ? List.of(this) : row;
        }

        String number() {
            return isTest ? "(" + text + " ? 1 : 0)" : text;
        }

        String test() {
            return isTest ? text : text + " != 0";
        }
    }

    private final class Written implements Expression.Fold<Code> {
        private Code code(int width, String text) {
            return new Code(width, text, false, List.of());
        }

        /** What has one value becomes a variable; of several values each is computed where it is needed. */
        private Code step(int width, String text, boolean isTest) {
            if (width > 1) {
                return new Code(width, "(" + text + ")", isTest, List.of());
            }
            variables++;
            line("%s v%d = %s;", isTest ? "boolean" : "double", variables, text);
            return new Code(1, "v" + variables, isTest, List.of());
        }

        @Override
        public Code cell(Expression.Cell cell) {
            return code(cell.width(), cell.width() == 1 ? "x" : "x[k]");
        }

        @Override
        public Code constant(Expression.Constant constant) {
            String text = Double.toString(constant.value());
            return code(1, constant.value() < 0 ? "(" + text + ")" : text);
        }

        @Override
        public Code count(Expression.Count count) {
            return code(count.width(), "k");
        }

        @Override
        public Code apply(Expression.Apply apply, Code left, Code right) {
            String text = String.format(Locale.ROOT, apply.function().java(), left.number(), right.number());
            return step(apply.width(), text, apply.function().isTest());
        }

        @Override
        public Code choose(Expression.Choose choose, Code condition, Code then, Code otherwise) {
            return step(choose.width(), condition.test() + " ? " + then.number() + " : " + otherwise.number(), false);
        }

        @Override
        public Code row(Expression.Row row, List<Code> parts) {
            List<Code> all =
                    parts.stream().flatMap(part -> part.parts().stream()).toList();
            return new Code(row.width(), "", false, all);
        }
    }
}
