package dev.crosscheck.using.export;

import dev.crosscheck.data.table.Expression;
import dev.crosscheck.data.table.Input;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Writes the features of columns as methods of a Java class, one for each column. */
final class JavaColumns {
    private final StringBuilder calls = new StringBuilder();
    private final StringBuilder methods = new StringBuilder();
    private int columns;
    private int features;
    private int texts;
    private final Set<Double> figures = new HashSet<>();

    /** @return the calls of the methods, with {@code row} and {@code features} */
    String calls() {
        return calls.toString();
    }

    /** @return the methods */
    String methods() {
        return methods.toString();
    }

    /** @return the number of names and figures in the methods, of which each takes two or three constants of a class file */
    int constants() {
        return texts + figures.size();
    }

    /** Adds a method. */
    void add(Input input) {
        String name = JavaClassFile.literal(input.column());
        List<String> texts = input.reading().texts();
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
        Expression expression = input.encoding().features();
        Uses uses = new Uses(figures);
        expression.fold(uses);
        Code code = expression.fold(new Statements(uses));
        for (Code part : code.parts().isEmpty() ? List.of(code) : code.parts()) {
            if (part.width() == 1) {
                line("features[%d] = (float) %s;", features, part.number());
            } else {
                line("for (int k = 0; k < %d; k++) {", part.width());
                line("    features[%d + k] = %s;", features, part.number());
                line("}");
            }
            features += part.width();
        }
        methods.append("    }\n\n");
        columns++;
        this.texts += 2 + texts.size();
    }

    private void line(String format, Object... values) {
        methods.append("        ")
                .append(String.format(Locale.ROOT, format, values))
                .append('\n');
    }

    /** How often each part of an expression is used, and its constants. */
    private static final class Uses implements Expression.Fold<Expression> {
        private final Map<Expression, Integer> counts = new IdentityHashMap<>();
        private final Set<Double> constants;

        Uses(Set<Double> constants) {
            this.constants = constants;
        }

        private void count(Expression... parts) {
            for (Expression part : parts) {
                counts.merge(part, 1, Integer::sum);
            }
        }

        @Override
        public Expression cell(Expression.Cell cell) {
            return cell;
        }

        @Override
        public Expression constant(Expression.Constant constant) {
            constants.add(constant.value());
            return constant;
        }

        @Override
        public Expression count(Expression.Count count) {
            return count;
        }

        @Override
        public Expression apply(Expression.Apply apply, Expression left, Expression right) {
            count(left);
            if (!apply.function().takesOne()) {
                count(right);
            }
            return apply;
        }

        @Override
        public Expression choose(Expression.Choose choose, Expression condition, Expression then, Expression other) {
            count(condition, then, other);
            return choose;
        }

        @Override
        public Expression row(Expression.Row row, List<Expression> parts) {
            count(parts.toArray(Expression[]::new));
            return row;
        }
    }

    /**
     * Java code.
     *
     * @param text the code
     * @param isTest whether it is true or false, instead of a number
     * @param width the number of values, of which the code gives the k-th
     * @param parts of a row; empty for others
     */
    private record Code(String text, boolean isTest, int width, List<Code> parts) {
        Code(String text, boolean isTest, int width) {
            this(text, isTest, width, List.of());
        }

        String number() {
            return isTest ? "(" + text + " ? 1 : 0)" : text;
        }

        String test() {
            return isTest ? text : text + " != 0";
        }
    }

    /** Writes an expression; what is used several times becomes a variable. */
    private final class Statements implements Expression.Fold<Code> {
        private final Uses uses;
        private int variables;

        Statements(Uses uses) {
            this.uses = uses;
        }

        private Code kept(Expression of, String text, boolean isTest, boolean isCall) {
            if (of.width() > 1 || uses.counts.getOrDefault(of, 0) < 2) {
                return new Code(isTest || isCall ? text : "(" + text + ")", isTest, of.width());
            }
            variables++;
            line("%s v%d = %s;", isTest ? "boolean" : "double", variables, text);
            return new Code("v" + variables, isTest, 1);
        }

        @Override
        public Code cell(Expression.Cell cell) {
            return new Code(cell.width() == 1 ? "x" : "x[k]", false, cell.width());
        }

        @Override
        public Code constant(Expression.Constant constant) {
            String text = Double.toString(constant.value());
            return new Code(constant.value() < 0 ? "(" + text + ")" : text, false, 1);
        }

        @Override
        public Code count(Expression.Count count) {
            return new Code("k", false, count.width());
        }

        @Override
        public Code apply(Expression.Apply apply, Code left, Code right) {
            String text = String.format(Locale.ROOT, apply.function().java(), left.number(), right.number());
            return kept(
                    apply,
                    text,
                    apply.function().isTest(),
                    apply.function().java().endsWith(")"));
        }

        @Override
        public Code choose(Expression.Choose choose, Code condition, Code then, Code otherwise) {
            return kept(choose, condition.test() + " ? " + then.number() + " : " + otherwise.number(), false, false);
        }

        @Override
        public Code row(Expression.Row row, List<Code> parts) {
            List<Code> flat = parts.stream()
                    .flatMap(part -> part.parts().isEmpty() ? java.util.stream.Stream.of(part) : part.parts().stream())
                    .toList();
            return new Code("", false, row.width(), flat);
        }
    }
}
