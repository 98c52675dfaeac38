package dev.crosscheck.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.sweep.SweepPlan.Trial;
import dev.crosscheck.sweep.SweepResult.Standing;
import dev.crosscheck.train.record.RunRecord;
import dev.crosscheck.train.record.RunRecordFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One side of a comparison: a run, or one setting of a sweep with all its runs.
 *
 * @param name for display: the folder, and for a sweep also the setting
 * @param facts settings, data, code and device, by name; facts that vary between seeds are left out
 * @param runs completed runs, at least one, each with a different seed
 */
public record Contender(String name, Map<String, String> facts, List<TrialRecord> runs) {
    /** As many seeds as fit on a line. */
    private static final int MOST_SEEDS = 12;

    /** Facts that differ between the runs of a setting or do not affect the numbers. */
    private static final Set<String> NO_FACTS = Set.of("setup", "seed", "method threads");

    private static final String REMEDY = "Name folders of runs of train, or of sweeps.";

    /**
     * Reads the folder of a run or of a sweep.
     *
     * @return one contender for a run, or one for each setting of a sweep, best first
     * @throws CrosscheckException if the folder is neither, or has no completed run
     */
    public static List<Contender> read(Path folder) {
        if (Files.exists(folder.resolve(RunFolder.PLAN))) {
            return ofSweep(folder);
        }
        RunRecord record = record(folder);
        return List.of(of(folder.toString(), Map.of(), List.of(run(folder, record)), record));
    }

    private static List<Contender> ofSweep(Path folder) {
        Sweep sweep = Sweep.read(folder, damage -> {
            throw new CrosscheckException(damage, "sweep --resume runs the trial again.");
        });
        List<Contender> contenders = new ArrayList<>();
        for (Standing standing : sweep.result().settings()) {
            if (!standing.results().seeds().isEmpty()) {
                String name = sweep.plan().settings().size() == 1 ? "" : ": " + standing.words();
                contenders.add(ofSetting(sweep, standing, folder + name));
            }
        }
        if (contenders.isEmpty()) {
            throw new CrosscheckException(folder + ": expected a sweep with a completed trial, found none.", REMEDY);
        }
        return contenders;
    }

    private static Contender ofSetting(Sweep sweep, Standing standing, String name) {
        List<Trial> trials = standing.results().seeds().stream()
                .map(seed -> new Trial(standing.setting(), seed))
                .toList();
        List<TrialRecord> runs = trials.stream().map(sweep.records()::get).toList();
        RunRecord first = record(sweep.folder(trials.get(0)));
        return of(name, Map.of("code", sweep.plan().code()), runs, first);
    }

    private static RunRecord record(Path folder) {
        Path file = folder.resolve(RunFolder.RECORD);
        if (!Files.isRegularFile(file)) {
            throw CrosscheckException.expected(
                    folder.toString(),
                    "the folder of a run or of a sweep",
                    Files.isDirectory(folder)
                            ? "no " + RunFolder.RECORD + " in it"
                            : CrosscheckException.whatIsAt(folder),
                    REMEDY);
        }
        try {
            return RunRecordFile.read(file);
        } catch (IOException e) {
            throw new CrosscheckException(file + ": " + CrosscheckException.reason(e) + ".", REMEDY, e);
        }
    }

    private static TrialRecord run(Path folder, RunRecord record) {
        TrialRecord figures = TrialRecord.of(record);
        if (figures == null || !figures.completed()) {
            throw CrosscheckException.expected(
                    folder.toString(),
                    "a run that completed",
                    "one whose status is " + record.status(),
                    "Finish it with train --resume " + folder + ".");
        }
        return figures;
    }

    private static Contender of(String name, Map<String, String> more, List<TrialRecord> runs, RunRecord record) {
        Map<String, String> facts = new LinkedHashMap<>();
        flatten("", Json.tree(record.config()), facts);
        facts.putAll(record.config().setup().settings());
        facts.keySet().removeAll(NO_FACTS);
        facts.keySet().removeIf(fact -> fact.startsWith("source candidates"));
        facts.put("seeds", seeds(runs));
        facts.put("version", record.environment().crosscheck());
        facts.put("ND4J", record.environment().nd4j());
        facts.putAll(more);
        facts.put("device", record.device().device().name());
        facts.put("processor", record.environment().cpu());
        facts.put("BLAS", record.environment().blas());
        runs.get(0).data().forEach((file, digest) -> facts.put("SHA-256 of " + file, digest));
        return new Contender(name, facts, runs);
    }

    private static String seeds(List<TrialRecord> runs) {
        String first = runs.stream()
                .limit(MOST_SEEDS)
                .map(run -> Long.toString(run.seed()))
                .collect(Collectors.joining(", "));
        return runs.size() <= MOST_SEEDS ? first : first + " and " + (runs.size() - MOST_SEEDS) + " more";
    }

    /** A value as text; numbers without an exponent. */
    private static String words(JsonNode value) {
        if (value.isFloatingPointNumber()) {
            return new BigDecimal(value.asText()).stripTrailingZeros().toPlainString();
        }
        if (value.isContainerNode()) {
            // A list is separated by commas; the members of an object by spaces.
            String between = value.isArray() ? ", " : " ";
            return value.isEmpty()
                    ? "none"
                    : value.valueStream().map(Contender::words).collect(Collectors.joining(between));
        }
        return value.asText();
    }

    /** Flattens nested objects; a nested member is named by both names, for example {@code method trainer}; null is not set. */
    private static void flatten(String prefix, JsonNode node, Map<String, String> facts) {
        node.properties().forEach(member -> {
            String name = prefix + member.getKey();
            if (member.getValue().isObject()) {
                flatten(name + " ", member.getValue(), facts);
            } else if (!member.getValue().isNull()) {
                facts.put(name, words(member.getValue()));
            }
        });
    }
}
