package dev.crosscheck.data.table;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Stream;

/**
 * How the features of a cell are computed from its number, as a small tree: what training computes, and what exports write in their own language
 * by a {@link #fold}. A part that several others need is one object.
 *
 * <p>A value has a {@link #width}, its number of columns. A value of one column goes with each column of another.
 */
public sealed interface Expression {
    int width();

    /** @return what it is computed from, in order */
    default List<Expression> parts() {
        return List.of();
    }

    /** @return what a function makes of the expression and of what it made of its parts, each of which it sees once */
    default <T> T fold(BiFunction<Expression, List<T>, T> function) {
        return fold(function, new IdentityHashMap<>());
    }

    private <T> T fold(BiFunction<Expression, List<T>, T> function, Map<Expression, T> known) {
        T found = known.get(this);
        if (found == null) {
            found = function.apply(
                    this,
                    parts().stream().map(part -> part.fold(function, known)).toList());
            known.put(this, found);
        }
        return found;
    }

    /** The number of the cell, or of a text several, as its {@link Reading} gives them; NaN if it is missing. */
    record Cell(int width) implements Expression {}

    record Constant(double value) implements Expression {
        @Override
        public int width() {
            return 1;
        }
    }

    /** The numbers 0, 1, ..., width - 1. */
    record Count(int width) implements Expression {}

    /** A function of one or two values. */
    record Apply(Function function, List<Expression> parts, int width) implements Expression {}

    /** The second value where the first, a condition, is not 0, and the third one where it is. */
    record Choose(List<Expression> parts, int width) implements Expression {}

    /** Values side by side. */
    record Row(List<Expression> parts, int width) implements Expression {}

    /** Functions, with their forms in Java, and their operators in ONNX. */
    enum Function {
        PLUS("%s + %s", "Add", (a, b) -> a + b),
        MINUS("%s - %s", "Sub", (a, b) -> a - b),
        TIMES("%s * %s", "Mul", (a, b) -> a * b),
        OVER("%s / %s", "Div", (a, b) -> a / b),
        LEAST("Math.min(%s, %s)", "Min", Math::min),
        MOST("Math.max(%s, %s)", "Max", Math::max),

        /** 1 for equal numbers and 0 for others. */
        EQUAL("%s == %s", "Equal", (a, b) -> a == b ? 1 : 0),

        /** 1 for a missing number and 0 for others. */
        MISSING("Double.isNaN(%s)", "IsNaN", (a, b) -> Double.isNaN(a) ? 1 : 0),
        ROOT("Math.sqrt(%s)", "Sqrt", (a, b) -> Math.sqrt(a)),
        FLOOR("Math.floor(%s)", "Floor", (a, b) -> Math.floor(a)),
        SINE("Math.sin(%s)", "Sin", (a, b) -> Math.sin(a)),
        COSINE("Math.cos(%s)", "Cos", (a, b) -> Math.cos(a));

        private final String java;
        private final String onnx;
        private final DoubleBinaryOperator value;

        Function(String java, String onnx, DoubleBinaryOperator value) {
            this.java = java;
            this.onnx = onnx;
            this.value = value;
        }

        /** @return the function; one of a single argument ignores the second */
        DoubleBinaryOperator value() {
            return value;
        }

        public String java() {
            return java;
        }

        public String onnx() {
            return onnx;
        }

        /** @return whether the value is 1 or 0, for true and false, which Java and ONNX have as a type of their own */
        public boolean isTest() {
            return this == EQUAL || this == MISSING;
        }
    }

    static Expression of(double value) {
        return new Constant(value);
    }

    static Expression row(Expression... parts) {
        int width = Stream.of(parts).mapToInt(Expression::width).sum();
        return parts.length == 1 ? parts[0] : new Row(List.of(parts), width);
    }

    private static int widest(Expression... parts) {
        return Stream.of(parts).mapToInt(Expression::width).max().orElseThrow();
    }

    default Expression with(Function function, Expression right) {
        return new Apply(function, List.of(this, right), widest(this, right));
    }

    default Expression with(Function function, double right) {
        return with(function, of(right));
    }

    default Expression with(Function function) {
        return new Apply(function, List.of(this), width());
    }

    default Expression choose(Expression then, Expression otherwise) {
        return new Choose(List.of(this, then, otherwise), widest(this, then, otherwise));
    }
}
