package dev.crosscheck.using.export;

import dev.crosscheck.data.table.Expression;
import dev.crosscheck.data.table.Input;
import dev.crosscheck.text.Text;
import java.util.List;

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
        for (Code part : input.encoding().features().fold(this::code).parts()) {
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
        methods.append("        ").append(Text.of(format, values)).append('\n');
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

    /** @return the code of a part, given that of its own parts */
    private Code code(Expression part, List<Code> from) {
        if (part instanceof Expression.Constant constant) {
            String text = Double.toString(constant.value());
            return value(1, constant.value() < 0 ? "(" + text + ")" : text);
        }
        if (part instanceof Expression.Count) {
            return value(part.width(), "k");
        }
        if (part instanceof Expression.Apply apply) {
            Object[] numbers = from.stream().map(Code::number).toArray();
            String text = Text.of(apply.function().java(), numbers);
            return step(part.width(), text, apply.function().isTest());
        }
        if (part instanceof Expression.Choose) {
            String text = from.get(0).test() + " ? " + from.get(1).number() + " : "
                    + from.get(2).number();
            return step(part.width(), text, false);
        }
        if (part instanceof Expression.Row) {
            List<Code> all =
                    from.stream().flatMap(value -> value.parts().stream()).toList();
            return new Code(part.width(), "", false, all);
        }
        return value(part.width(), part.width() == 1 ? "x" : "x[k]"); // of the cell
    }

    private static Code value(int width, String text) {
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
}
