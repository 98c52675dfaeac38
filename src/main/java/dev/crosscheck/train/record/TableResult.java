package dev.crosscheck.train.record;

import dev.crosscheck.measure.Measures;
import dev.crosscheck.measure.Worth;
import dev.crosscheck.model.Model;
import java.util.Map;

/**
 * What a run on a table came to.
 *
 * @param measures on the test rows: of the network first, then of what it is compared with, by name
 * @param model the network with its decision and the importance of columns
 * @param worth the comparison
 */
public record TableResult(Map<String, Measures> measures, Model model, Worth worth) {}
