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
 * @param rounds turns of each
 * @param base whose speed the ratios are told in
 * @param standings in the order of the turns
 * @param pyTorchSettings seconds an epoch of each of PyTorch's settings in the trial; null where it failed
 * @param leftOut why some did not compete, by name
 */
public record BenchResult(
        String created,
        Machine machine,
        Workload workload,
        int trainingImages,
        int rounds,
        String base,
        List<Standing> standings,
        Map<String, Double> pyTorchSettings,
        Map<String, String> leftOut) {}
