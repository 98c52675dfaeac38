package dev.crosscheck.course;

import dev.crosscheck.data.LogicGate;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.showing.plot.DecisionChart;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/**
 * What a model gives for one example of a gate.
 *
 * @param x1 first input
 * @param x2 second input
 * @param prediction the model's output
 * @param expected the gate's
 */
public record Answer(int x1, int x2, double prediction, int expected) {

    /** @return the answers of a model for the four examples of a gate, in their order */
    static List<Answer> ofGate(LogicGate gate, DoubleBinaryOperator model) {
        List<Answer> answers = new ArrayList<>();
        Matrix x = LogicGate.inputs();
        for (int n = 0; n < x.rows(); n++) {
            answers.add(new Answer(
                    (int) x.get(n, 0), (int) x.get(n, 1), model.applyAsDouble(x.get(n, 0), x.get(n, 1)), (int)
                            gate.targets().get(n, 0)));
        }
        return List.copyOf(answers);
    }

    /** @return the examples as points of a picture */
    static List<DecisionChart.Point> points(List<Answer> answers) {
        return answers.stream()
                .map(answer -> new DecisionChart.Point(answer.x1(), answer.x2(), answer.expected()))
                .toList();
    }

    /** @return {@code |prediction - expected|} */
    public double error() {
        return Math.abs(prediction - expected);
    }
}
