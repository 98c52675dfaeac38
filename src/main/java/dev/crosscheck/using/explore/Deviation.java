package dev.crosscheck.using.explore;

import dev.crosscheck.proof.compare.Tolerance;

/**
 * How far numbers are from what they should be: the one that uses most of what is allowed.
 *
 * @param apart the two numbers' difference; null where nothing could be compared
 * @param allowed how large it may be there
 * @param where for instance {@code W1[0][2]}
 * @param agrees whether it is no larger; true where nothing could be compared
 */
record Deviation(Double apart, Double allowed, String where, boolean agrees) {
    private static final Deviation NOTHING = new Deviation(null, null, null, true);

    /** Finds the largest of many. */
    static final class Search {
        private final Tolerance tolerance;
        private final double size;
        private Deviation worst = NOTHING;

        /** @param size of the function that was differentiated: its rounding is in proportion */
        Search(Tolerance tolerance, double size) {
            this.tolerance = tolerance;
            this.size = Math.max(1, Math.abs(size));
        }

        /** Compares two numbers; {@code expected} is null where there is nothing to expect. */
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
