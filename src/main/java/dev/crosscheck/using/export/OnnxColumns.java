package dev.crosscheck.using.export;

import dev.crosscheck.data.table.Expression;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import onnx.Onnx.TensorProto.DataType;

/**
 * Writes expressions of the same form, one of each of several columns, to an ONNX graph as one, in float64, with their figures side by side: a node for
 * each column would take a runtime minutes to load from a wide table.
 */
final class OnnxColumns {
    private final OnnxGraph graph;
    private final String cells;
    private final Map<Expression, String> numbers = new IdentityHashMap<>();
    private final Map<Expression, String> tests = new IdentityHashMap<>();

    /** @param cells the numbers of the cells, (N, columns) */
    OnnxColumns(OnnxGraph graph, String cells) {
        this.graph = graph;
        this.cells = cells;
    }

    /**
     * @return the form of an expression, which others have that differ in their constants only: each part once, with the places of what it is made of, since
     *     written out as a tree a date would have millions
     */
    static String form(Expression expression) {
        List<String> parts = new ArrayList<>();
        expression.<Integer>fold((part, from) -> {
            Object kind = part instanceof Expression.Apply apply ? apply.function() : part.getClass();
            parts.add(kind + " " + part.width() + from);
            return parts.size();
        });
        return parts.toString();
    }

    /** @return the parts of rows: for each place in the row, those of all expressions */
    static List<List<Expression>> columns(List<Expression> same) {
        if (!(same.get(0) instanceof Expression.Row first)) {
            return List.of(same);
        }
        return IntStream.range(0, first.parts().size())
                .mapToObj(i -> columns(parts(same, i)))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Expression> parts(List<Expression> same, int i) {
        return same.stream().map(each -> each.parts().get(i)).toList();
    }

    /** @return the values as float32 */
    String floats(List<Expression> same) {
        return cast(number(same), "feature", DataType.FLOAT);
    }

    private String cast(String value, String name, DataType type) {
        return graph.cast(value, graph.fresh(name), type);
    }

    private String number(List<Expression> same) {
        return numbers.computeIfAbsent(
                same.get(0), first -> isTest(first) ? cast(test(same), "number", DataType.DOUBLE) : written(same));
    }

    private String test(List<Expression> same) {
        return tests.computeIfAbsent(
                same.get(0), first -> isTest(first) ? written(same) : cast(number(same), "test", DataType.BOOL));
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
            return graph.constant(graph.fresh("figures"), DataType.DOUBLE, figures, 1, figures.length);
        }
        if (first instanceof Expression.Count count) {
            double[] counted =
                    IntStream.range(0, count.width()).asDoubleStream().toArray();
            return graph.constant(graph.fresh("count"), DataType.DOUBLE, counted, 1, counted.length);
        }
        if (first instanceof Expression.Apply apply) {
            return applied(
                    apply.function(),
                    IntStream.range(0, first.parts().size())
                            .mapToObj(i -> number(parts(same, i)))
                            .toArray(String[]::new));
        }
        if (first instanceof Expression.Choose) {
            return applied("Where", test(parts(same, 0)), number(parts(same, 1)), number(parts(same, 2)));
        }
        return cells;
    }

    private String applied(Expression.Function function, String... arguments) {
        if (function != Expression.Function.COSINE) {
            return applied(function.onnx(), arguments);
        }
        // ONNX Runtime has no cosine of float64.
        String quarter = graph.constant(graph.fresh("quarter"), DataType.DOUBLE, Math.PI / 2);
        return applied(Expression.Function.SINE.onnx(), applied("Add", arguments[0], quarter));
    }

    private String applied(String operator, String... arguments) {
        return graph.node(operator, graph.fresh(operator), List.of(arguments));
    }
}
