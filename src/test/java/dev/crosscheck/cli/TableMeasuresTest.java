package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.measure.ClassMeasures;
import dev.crosscheck.measure.NumberMeasures;
import dev.crosscheck.measure.Predictions;
import org.junit.jupiter.api.Test;

class TableMeasuresTest {
    private static TableMeasures ofNumber(double... found) {
        return new TableMeasures(null, NumberMeasures.of(found, new double[] {1, 2, 4}));
    }

    private static TableMeasures ofClasses(float... outputs) {
        return new TableMeasures(ClassMeasures.of(Predictions.of(outputs, 1, 1, 0, 1)), null);
    }

    @Test
    void theLowerErrorIsBetter() {
        assertTrue(ofNumber(1, 2, 5).isWorseThan(ofNumber(1, 2, 4.5)));
        assertFalse(ofNumber(1, 2, 4.5).isWorseThan(ofNumber(1, 2, 5)));
        assertFalse(ofNumber(1, 2, 5).isWorseThan(ofNumber(1, 2, 5)));
        assertTrue(ofClasses(0.6f, 0.4f, 0.6f).isWorseThan(ofClasses(0.9f, 0.1f, 0.9f)), "as many are right");
        assertFalse(ofClasses(0.9f, 0.1f, 0.9f).isWorseThan(ofClasses(0.6f, 0.4f, 0.6f)));
    }
}
