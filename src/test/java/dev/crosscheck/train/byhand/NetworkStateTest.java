package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.files.Digest;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.optim.OptimizerSpec;
import org.junit.jupiter.api.Test;

/** How parameters lie in plain arrays. */
class NetworkStateTest {
    /** Every run with the defaults starts from these, on every machine: another order or rounding of the draws would change all of them. */
    @Test
    void theDefaultStartHasTheBitsThatItAlwaysHad() {
        NetworkState start = NetworkState.drawn(Setups.known(784, 10, 1, 0.001, 256));
        assertEquals(
                "550f958150b598867a63cff225cceec1e61d129e4bacc178b09a67d705fa25f2", Digest.sha256(start.parameters()));
        assertArrayEquals(new float[2 * start.parameters().length], start.moments());
        assertEquals(0, start.steps());
    }

    @Test
    void givenParametersKeepTheirPlaces() {
        Setup setup = Setups.known(7, 10, 1, 0.001, 6);
        NetworkState drawn = NetworkState.drawn(setup);
        Parameters given = drawn.parameters(setup.network().network());
        assertEquals(given.weights(1).get(1, 0), drawn.parameters()[1], "column by column");
        NetworkState state = NetworkState.of(given, OptimizerSpec.Kind.ADAM);
        assertArrayEquals(drawn.parameters(), state.parameters());
        assertArrayEquals(drawn.moments(), state.moments());
    }
}
