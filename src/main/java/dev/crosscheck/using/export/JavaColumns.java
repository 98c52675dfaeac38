package dev.crosscheck.using.export;

import dev.crosscheck.data.table.Expression;
import dev.crosscheck.data.table.Input;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Writes the features of columns as methods of a Java class, one for each column. */
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

    /** Java code of an expression, of several values that of the k-th. What is used several times becomes a variable, where it is needed first. */
    private final class Code {
        private final int width;
        private final boolean isTest;
        private final boolean whole;
        private final Supplier<String> text;
        private final List<Code> row;
        private int uses;
        private String known;

        /**
         * @param isTest whether the code is true or false, instead of a number
         * @param whole whether it needs no brackets
         * @param row the parts of a row; empty for others
         */
        Code(int width, boolean isTest, boolean whole, Supplier<String> text, List<Code> row) {
            this.width = width;
            this.isTest = isTest;
            this.whole = whole;
            this.text = text;
            this.row = row;
        }

        private Code used() {
            uses++;
            return this;
        }

        List<Code> parts() {
            return row.isEmpty() ? List.of(this) : row;
        }

        private String text() {
            if (known != null) {
                return known;
            }
            String code = text.get();
            if (width > 1 || uses < 2) {
                return whole ? code : "(" + code + ")";
            }
            variables++;
            known = "v" + variables;
            line("%s %s = %s;", isTest ? "boolean" : "double", known, code);
            return known;
        }

        String number() {
            return isTest ? "(" + text() + " ? 1 : 0)" : text();
        }

        String test() {
            return isTest ? text() : text() + " != 0";
        }
    }

    private final class Written implements Expression.Fold<Code> {
        /** What is so short that it needs no variable. */
        private Code simple(int width, String text) {
            Code code = new Code(width, false, true, () -> text, List.of());
            code.known = text;
            return code;
        }

        @Override
        public Code cell(Expression.Cell cell) {
            return simple(cell.width(), cell.width() == 1 ? "x" : "x[k]");
        }

        @Override
        public Code constant(Expression.Constant constant) {
            String text = Double.toString(constant.value());
            return simple(1, constant.value() < 0 ? "(" + text + ")" : text);
        }

        @Override
        public Code count(Expression.Count count) {
            return simple(count.width(), "k");
        }

        @Override
        public Code apply(Expression.Apply apply, Code left, Code right) {
            left.used();
            if (!apply.function().takesOne()) {
                right.used();
            }
            String form = apply.function().java();
            return new Code(
                    apply.width(),
                    apply.function().isTest(),
                    apply.function().isTest() || form.endsWith(")"),
                    () -> String.format(Locale.ROOT, form, left.number(), right.number()),
                    List.of());
        }

        @Override
        public Code choose(Expression.Choose choose, Code condition, Code then, Code otherwise) {
            Stream.of(condition, then, otherwise).forEach(Code::used);
            return new Code(
                    choose.width(),
                    false,
                    false,
                    () -> condition.test() + " ? " + then.number() + " : " + otherwise.number(),
                    List.of());
        }

        @Override
        public Code row(Expression.Row row, List<Code> parts) {
            parts.forEach(Code::used);
            return new Code(
                    row.width(),
                    false,
                    true,
                    () -> "",
                    parts.stream().flatMap(part -> part.parts().stream()).toList());
        }
    }
}
