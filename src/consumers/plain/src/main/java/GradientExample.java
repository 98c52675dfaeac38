import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import java.util.List;

/** A gradient of XOR by backpropagation, in double, beside that of central differences. */
public final class GradientExample {
    public static void main(String... args) {
        Network network = Network.of(2, List.of(3), 1, Elementwise.TANH, Elementwise.SIGMOID);
        Parameters parameters = network.initial(1);
        Matrix x = new Matrix(4, 2, 0, 0, 0, 1, 1, 0, 1, 1);
        Matrix t = new Matrix(4, 1, 0, 1, 1, 0);

        double byHand = gradient(Backprop.BY_HAND, network, parameters, x, t);
        double numeric = gradient(Backprop.CENTRAL_DIFFERENCES, network, parameters, x, t);
        System.out.println("dW1 " + byHand + " and " + numeric);
    }

    private static double gradient(Backprop backprop, Network network, Parameters parameters, Matrix x, Matrix t) {
        return backprop.gradients(network, parameters, network.forward(parameters, x), t, Loss.MEAN_SQUARED_ERROR)
                .get("W1")
                .get(0, 0);
    }
}
