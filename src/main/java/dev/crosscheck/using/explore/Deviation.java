package dev.crosscheck.using.explore;

import dev.crosscheck.proof.compare.Tolerance;

/**
 * The largest deviation between computed and expected numbers, in proportion to the tolerance.
 *
 * @param apart the difference of the two numbers; null if nothing could be compared
 * @param allowed the tolerance for these numbers
 * @param where the element, for example {@code W1[0][2]}
 * @param agrees whether the difference is within the tolerance; true if nothing could be compared
 */
record Deviation(Double apart, Double allowed, String where, boolean agrees) {
    private static final Deviation NOTHING = new Deviation(null, null, null, true);

    /** Finds the largest of many deviations. */
    static final class Search {
        private final Tolerance tolerance;
        private final double size;
        private Deviation worst = NOTHING;

        /** @param size magnitude of the function that was differentiated, to which its rounding errors are proportional */
        Search(Tolerance tolerance, double size) {
            this.tolerance = tolerance;
            this.size = Math.max(1, Math.abs(size));
        }

        /** Compares two numbers; {@code expected} is null if there is no value to compare with. */
        void compare(String name, int row, int column, double actual, Double expected) {
            if (expected == null) {
                return;
            }
            double apart = Math.abs(actual - expected);
            double allowed = tolerance.absolute() * size + tolerance.relative() * Math.abs(expected);
            if (worst.apart == null || !(apart * worst.allowed <= worst.apart * allowed)) {
                String index = (name.startsWith("W") ? "[" + row + "]" : "") + "[" + column + "]";
                worst = new Deviation(apart, allowed, name + index, apart <= allowed);
            }
        }

        Deviation worst() {
            return worst;
        }
    }
}
