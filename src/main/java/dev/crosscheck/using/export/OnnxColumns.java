package dev.crosscheck.using.export;

import dev.crosscheck.data.table.Expression;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import onnx.Onnx.TensorProto.DataType;

/** Writes expressions of the same form, one of each of several columns, to an ONNX graph as one, in float64, with their figures side by side. */
final class OnnxColumns {
    private final OnnxGraph graph;
    private final String cells;
    private final Map<Expression, String> values = new IdentityHashMap<>();
    private final Map<Expression, String> tests = new IdentityHashMap<>();

    /** @param cells the numbers of the cells, (N, columns) */
    OnnxColumns(OnnxGraph graph, String cells) {
        this.graph = graph;
        this.cells = cells;
    }

    /** @return the form of an expression, which others have that differ in their constants only */
    static String shape(Expression expression) {
        return expression.fold(new Shape());
    }

    /** @return the parts of rows: for each place in the row, those of all expressions */
    static List<List<Expression>> columns(List<Expression> same) {
        if (!(same.get(0) instanceof Expression.Row first)) {
            return List.of(same);
        }
        return IntStream.range(0, first.parts().size())
                .mapToObj(i ->
                        columns(each(same, e -> ((Expression.Row) e).parts().get(i))))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Expression> each(List<Expression> same, Function<Expression, Expression> part) {
        return same.stream().map(part).toList();
    }

    /** @return the values as float32 */
    String floats(List<Expression> same) {
        return graph.node("Cast", graph.fresh("feature"), List.of(value(same)), OnnxGraph.to(DataType.FLOAT));
    }

    private String value(List<Expression> same) {
        String known = values.get(same.get(0));
        if (known == null) {
            known = isTest(same.get(0))
                    ? graph.node("Cast", graph.fresh("number"), List.of(test(same)), OnnxGraph.to(DataType.DOUBLE))
                    : written(same);
            values.put(same.get(0), known);
        }
        return known;
    }

    private String test(List<Expression> same) {
        if (!isTest(same.get(0))) {
            return graph.node("Cast", graph.fresh("test"), List.of(value(same)), OnnxGraph.to(DataType.BOOL));
        }
        String known = tests.get(same.get(0));
        if (known == null) {
            known = written(same);
            tests.put(same.get(0), known);
        }
        return known;
    }

    private static boolean isTest(Expression expression) {
        return expression instanceof Expression.Apply apply && apply.function().isTest();
    }

    private String written(List<Expression> same) {
        Expression first = same.get(0);
        if (first instanceof Expression.Constant) {
            double[] figures = same.stream()
                    .mapToDouble(constant -> ((Expression.Constant) constant).value())
                    .toArray();
            return graph.constant(graph.fresh("figures"), figures, 1, figures.length);
        }
        if (first instanceof Expression.Count count) {
            double[] numbers =
                    IntStream.range(0, count.width()).asDoubleStream().toArray();
            return graph.constant(graph.fresh("count"), numbers, 1, numbers.length);
        }
        if (first instanceof Expression.Apply apply) {
            List<String> arguments = new ArrayList<>(List.of(value(each(same, e -> ((Expression.Apply) e).left()))));
            if (!apply.function().takesOne()) {
                arguments.add(value(each(same, e -> ((Expression.Apply) e).right())));
            }
            return applied(apply.function(), arguments);
        }
        if (first instanceof Expression.Choose) {
            return graph.node(
                    "Where",
                    graph.fresh("chosen"),
                    List.of(
                            test(each(same, e -> ((Expression.Choose) e).condition())),
                            value(each(same, e -> ((Expression.Choose) e).then())),
                            value(each(same, e -> ((Expression.Choose) e).otherwise()))));
        }
        return cells;
    }

    private String applied(Expression.Function function, List<String> arguments) {
        String name = graph.fresh(function.onnx());
        if (function == Expression.Function.COSINE) {
            // ONNX Runtime has no cosine of float64.
            String quarter = graph.constant(graph.fresh("quarter"), new double[] {Math.PI / 2});
            String ahead = graph.node("Add", graph.fresh("ahead"), List.of(arguments.get(0), quarter));
            return graph.node(Expression.Function.SINE.onnx(), name, List.of(ahead));
        }
        return graph.node(function.onnx(), name, arguments);
    }

    /** Writes an expression without its constants. */
    private static final class Shape implements Expression.Fold<String> {
        @Override
        public String cell(Expression.Cell cell) {
            return "x";
        }

        @Override
        public String constant(Expression.Constant constant) {
            return "#";
        }

        @Override
        public String count(Expression.Count count) {
            return count.toString();
        }

        @Override
        public String apply(Expression.Apply apply, String left, String right) {
            return apply.function() + "(" + left + (apply.function().takesOne() ? "" : "," + right) + ")";
        }

        @Override
        public String choose(Expression.Choose choose, String condition, String then, String otherwise) {
            return "choose(" + condition + "," + then + "," + otherwise + ")";
        }

        @Override
        public String row(Expression.Row row, List<String> parts) {
            return parts.toString();
        }
    }
}
