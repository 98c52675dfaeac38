package dev.crosscheck.using.export;

import dev.crosscheck.data.table.Expression;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import onnx.Onnx.TensorProto.DataType;

/**
 * Writes the expressions of a column's features to an ONNX graph, in float64.
 *
 * @param cell name of the numbers of the cells, (N, width)
 */
record OnnxColumn(OnnxGraph graph, String cell) implements Expression.Fold<OnnxColumn.Value> {
    /**
     * A value in the graph.
     *
     * @param isTest whether it is true or false, instead of a number
     * @param row the parts of a row; empty for others
     */
    record Value(String name, boolean isTest, List<Value> row) {
        private Value(String name) {
            this(name, false, List.of());
        }

        private Stream<Value> parts() {
            return row.isEmpty() ? Stream.of(this) : row.stream().flatMap(Value::parts);
        }
    }

    /** @return the names of the features, as float32 */
    List<String> features(Expression features) {
        return features.fold(this)
                .parts()
                .map(part -> graph.cast(part.name, graph.fresh("feature"), DataType.FLOAT))
                .toList();
    }

    private String number(Value value) {
        return value.isTest ? graph.cast(value.name, graph.fresh("number"), DataType.DOUBLE) : value.name;
    }

    private String applied(String operator, String... arguments) {
        return graph.node(operator, graph.fresh(operator), List.of(arguments));
    }

    @Override
    public Value cell(Expression.Cell whole) {
        return new Value(cell);
    }

    @Override
    public Value constant(Expression.Constant constant) {
        return new Value(graph.figure(constant.value()));
    }

    @Override
    public Value count(Expression.Count count) {
        double[] counted = IntStream.range(0, count.width()).asDoubleStream().toArray();
        return new Value(graph.constant(graph.fresh("count"), DataType.DOUBLE, counted, 1, counted.length));
    }

    @Override
    public Value apply(Expression.Apply apply, Value left, Value right) {
        Expression.Function function = apply.function();
        if (function == Expression.Function.COSINE) {
            // ONNX Runtime has no cosine of float64.
            return new Value(
                    applied(Expression.Function.SINE.onnx(), applied("Add", number(left), graph.figure(Math.PI / 2))));
        }
        String applied = function.takesOne()
                ? applied(function.onnx(), number(left))
                : applied(function.onnx(), number(left), number(right));
        return new Value(applied, function.isTest(), List.of());
    }

    @Override
    public Value choose(Expression.Choose choose, Value condition, Value then, Value otherwise) {
        String test =
                condition.isTest ? condition.name : graph.cast(condition.name, graph.fresh("test"), DataType.BOOL);
        return new Value(applied("Where", test, number(then), number(otherwise)));
    }

    @Override
    public Value row(Expression.Row row, List<Value> parts) {
        return new Value("", false, parts);
    }
}
