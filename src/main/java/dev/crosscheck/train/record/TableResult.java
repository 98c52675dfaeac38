package dev.crosscheck.train.record;

import dev.crosscheck.measure.Measures;
import dev.crosscheck.measure.Predictions;
import dev.crosscheck.measure.Worth;
import dev.crosscheck.model.Model;
import java.util.List;
import java.util.Map;

/**
 * What a run on a table came to, for its page.
 *
 * @param measures on the test rows: of the network first, then of what it is compared with, by name
 * @param predictions of the network for the test rows, with its decision; null for numbers
 * @param model the network with its decision and the importance of columns
 * @param worth the comparison
 * @param said what was decided, and what was not and why, in sentences
 */
public record TableResult(
        Map<String, Measures> measures, Predictions predictions, Model model, Worth worth, List<String> said) {}
