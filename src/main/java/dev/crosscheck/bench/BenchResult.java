package dev.crosscheck.bench;

import java.util.List;
import java.util.Map;

/**
 * A comparison's result.
 *
 * @param created when it started, ISO 8601 in UTC
 * @param machine what was measured on
 * @param workload what each process trained; those that are slow had less of it
 * @param trainingImages images in the whole training set
 * @param rounds turns per contestant
 * @param bases whose speed the ratios refer to, at least one
 * @param standings in the order of the turns
 * @param trials seconds per epoch of each setting that was tried, by contestant; null where it failed
 * @param leftOut why some did not compete, or dropped out, by name
 */
public record BenchResult(
        String created,
        Machine machine,
        Workload workload,
        int trainingImages,
        int rounds,
        List<String> bases,
        List<Standing> standings,
        Map<String, Map<String, Double>> trials,
        Map<String, String> leftOut) {}
