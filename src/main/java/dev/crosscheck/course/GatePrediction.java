package dev.crosscheck.course;

import dev.crosscheck.data.LogicGate;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.showing.plot.DecisionChart;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/**
 * A model's prediction for one example of a logic gate.
 *
 * @param x1 first input
 * @param x2 second input
 * @param prediction the model's output
 * @param expected the gate's output
 */
public record GatePrediction(int x1, int x2, double prediction, int expected) {

    /** @return the predictions of a model for the four examples of a gate, in the gate's order */
    static List<GatePrediction> ofGate(LogicGate gate, DoubleBinaryOperator model) {
        List<GatePrediction> answers = new ArrayList<>();
        Matrix x = LogicGate.inputs();
        for (int n = 0; n < x.rows(); n++) {
            answers.add(new GatePrediction(
                    (int) x.get(n, 0), (int) x.get(n, 1), model.applyAsDouble(x.get(n, 0), x.get(n, 1)), (int)
                            gate.targets().get(n, 0)));
        }
        return List.copyOf(answers);
    }

    /** @return the examples as points of a chart */
    static List<DecisionChart.Point> points(List<GatePrediction> answers) {
        return answers.stream()
                .map(answer -> new DecisionChart.Point(answer.x1(), answer.x2(), answer.expected()))
                .toList();
    }

    /** @return {@code |prediction - expected|} */
    public double error() {
        return Math.abs(prediction - expected);
    }
}
