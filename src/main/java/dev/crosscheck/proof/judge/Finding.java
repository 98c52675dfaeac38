package dev.crosscheck.proof.judge;

import java.util.Locale;

/**
 * A number of a recording that differs from the replay by more than its bound.
 *
 * @param step its step, from 1
 * @param array {@code loss}, or the array's name, such as {@code gradient of fc2.weight} or {@code fc1.bias}
 * @param row in PyTorch's layout, the unit; -1 for a loss
 * @param column in PyTorch's layout, the input; -1 where there are no columns
 * @param recorded the number in the recording
 * @param expected the number of the replay by hand
 * @param allowed the largest difference that is allowed
 */
public record Finding(int step, String array, int row, int column, double recorded, double expected, double allowed) {

    /** Names a number of the array with this name of {@link Run#steps}. */
    static Finding of(int step, String name, int i, int j, double recorded, double expected, double allowed) {
        boolean isGradient = name.startsWith(Run.GRADIENT);
        String array = isGradient ? "gradient of " + name.substring(Run.GRADIENT.length()) : name;
        boolean isMatrix = name.endsWith(".weight");
        int row = isMatrix ? i : name.equals(Run.LOSS) ? -1 : j;
        return new Finding(step, array, row, isMatrix ? j : -1, recorded, expected, allowed);
    }

    /** @return the array with its indices, for instance {@code gradient of fc2.weight[0,1]} */
    public String place() {
        return array + (row < 0 ? "" : column < 0 ? "[" + row + "]" : "[" + row + "," + column + "]");
    }

    /** @return the finding as one sentence */
    public String line() {
        return String.format(
                Locale.ROOT,
                "First at step %d: %s is %s, by hand %s; allowed is a difference of %.1e.",
                step,
                place(),
                recorded,
                expected,
                allowed);
    }
}
