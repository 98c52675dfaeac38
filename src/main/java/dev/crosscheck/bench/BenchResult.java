package dev.crosscheck.bench;

import java.util.List;
import java.util.Map;

/**
 * A comparison's result.
 *
 * @param created when it started, ISO 8601 in UTC
 * @param machine what was measured on
 * @param kind what was compared
 * @param workload what each process did; those that are slow trained on less
 * @param trainingImages images in the whole training set, which an epoch's seconds refer to; 0 for a table
 * @param recipe of every contestant of a race; else null
 * @param rounds turns per contestant
 * @param fileMb size of the table's file in MB; null without one
 * @param bases names of those whose speed the ratios refer to
 * @param standings in the order of the turns
 * @param trials seconds of each setting that was tried, by contestant; null where it failed
 * @param leftOut why some did not compete, or dropped out, by name
 * @param gpu what the GPU does in an epoch by hand, if that was measured; else null
 */
public record BenchResult(
        String created,
        Machine machine,
        Bench.Kind kind,
        Map<String, String> workload,
        int trainingImages,
        Recipe recipe,
        int rounds,
        Double fileMb,
        List<String> bases,
        List<Standing> standings,
        Map<String, Map<String, Double>> trials,
        Map<String, String> leftOut,
        GpuDetails gpu) {}
