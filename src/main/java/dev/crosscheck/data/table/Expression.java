package dev.crosscheck.data.table;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/**
 * How the features of a cell are computed from its number, as a small tree: what training computes, and what exports write in their own language
 * by a {@link Fold}. A part that several others need is one object.
 *
 * <p>A value has a {@link #width}, its number of columns. A value of one column goes with each column of another.
 */
public sealed interface Expression {
    int width();

    /** Turns an expression into something else, from its parts upwards. */
    interface Fold<T> {
        T cell(Cell cell);

        T constant(Constant constant);

        T count(Count count);

        /** @param right the same as the left one for a function of one argument */
        T apply(Apply apply, T left, T right);

        T choose(Choose choose, T condition, T then, T otherwise);

        T row(Row row, List<T> parts);
    }

    /** @return the result of a fold, which sees each part once */
    default <T> T fold(Fold<T> fold) {
        return part(fold, new IdentityHashMap<>());
    }

    private <T> T part(Fold<T> fold, Map<Expression, T> known) {
        T found = known.get(this);
        if (found == null) {
            if (this instanceof Cell cell) {
                found = fold.cell(cell);
            } else if (this instanceof Constant constant) {
                found = fold.constant(constant);
            } else if (this instanceof Count count) {
                found = fold.count(count);
            } else if (this instanceof Apply apply) {
                found = fold.apply(apply, apply.left.part(fold, known), apply.right.part(fold, known));
            } else if (this instanceof Choose choose) {
                found = fold.choose(
                        choose,
                        choose.condition.part(fold, known),
                        choose.then.part(fold, known),
                        choose.otherwise.part(fold, known));
            } else if (this instanceof Row row) {
                List<T> parts =
                        row.parts.stream().map(part -> part.part(fold, known)).toList();
                found = fold.row(row, parts);
            }
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

    /** A function of two values, or of one, which then is both. */
    record Apply(Function function, Expression left, Expression right, int width) implements Expression {
        Apply(Function function, Expression left, Expression right) {
            this(function, left, right, Math.max(left.width(), right.width()));
        }
    }

    /** One value where the condition is not 0, and another one where it is. */
    record Choose(Expression condition, Expression then, Expression otherwise, int width) implements Expression {
        Choose(Expression condition, Expression then, Expression otherwise) {
            this(condition, then, otherwise, Math.max(condition.width(), Math.max(then.width(), otherwise.width())));
        }
    }

    /** Values side by side. */
    record Row(List<Expression> parts, int width) implements Expression {
        Row(List<Expression> parts) {
            this(parts, parts.stream().mapToInt(Expression::width).sum());
        }
    }

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

        public boolean takesOne() {
            return compareTo(MISSING) >= 0;
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
        return parts.length == 1 ? parts[0] : new Row(List.of(parts));
    }

    default Expression with(Function function, Expression right) {
        return new Apply(function, this, right);
    }

    default Expression with(Function function, double right) {
        return with(function, of(right));
    }

    default Expression with(Function function) {
        return with(function, this);
    }

    default Expression choose(Expression then, Expression otherwise) {
        return new Choose(this, then, otherwise);
    }
}
