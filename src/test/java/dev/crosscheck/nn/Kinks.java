package dev.crosscheck.nn;

/** How near a forward pass comes to the kinks of a network's activations, where central differences are wrong. */
public final class Kinks {
    private Kinks() {}

    /** @return the smallest distance of a pre-activation of the pass from a kink of its activation; infinite if there are no kinks */
    public static double distance(Network network, ForwardPass pass) {
        double nearest = Double.POSITIVE_INFINITY;
        for (int k = 1; k <= network.layers(); k++) {
            for (double kink : network.activation(k).kinks()) {
                for (double z : pass.z(k).data()) {
                    nearest = Math.min(nearest, Math.abs(z - kink));
                }
            }
        }
        return nearest;
    }
}
