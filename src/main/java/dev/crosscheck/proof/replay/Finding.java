package dev.crosscheck.proof.replay;

import java.util.Locale;

/**
 * The first number of a recording that is not what it should be.
 *
 * @param step its step, from 1
 * @param array {@code loss}, or the array's name, such as {@code gradient of fc2.weight} or {@code fc1.bias}
 * @param row in PyTorch's layout, the unit; -1 for a loss
 * @param column in PyTorch's layout, the input; -1 for a loss or a bias
 * @param recorded the number in the recording
 * @param expected what it should be
 * @param allowed how far it may be from that
 */
public record Finding(int step, String array, int row, int column, double recorded, double expected, double allowed) {

    /** @return the place, for instance {@code gradient of fc2.weight[0,1]} */
    public String place() {
        return array + (row < 0 ? "" : column < 0 ? "[" + row + "]" : "[" + row + "," + column + "]");
    }

    /** @return the finding in a sentence */
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
