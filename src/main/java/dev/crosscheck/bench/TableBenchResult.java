package dev.crosscheck.bench;

import java.util.List;
import java.util.Map;

/**
 * The result of a comparison on a table.
 *
 * @param created when it started, ISO 8601 in UTC
 * @param machine what was measured on
 * @param options what was done
 * @param fileMb size of the table's file, in MB
 * @param standings in the order of the turns
 * @param leftOut why some did not compete, or dropped out, by name
 */
public record TableBenchResult(
        String created,
        Machine machine,
        TableBench.Options options,
        double fileMb,
        List<TableStanding> standings,
        Map<String, String> leftOut) {}
