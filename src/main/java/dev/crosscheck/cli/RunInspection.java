package dev.crosscheck.cli;

import dev.crosscheck.Digest;
import dev.crosscheck.model.Model;
import dev.crosscheck.tables.TableRun;
import dev.crosscheck.train.Checkpoint;
import dev.crosscheck.train.checkpoint.Checkpoints;
import dev.crosscheck.train.dl4j.Dl4jModel;
import dev.crosscheck.train.record.RunJson;
import dev.crosscheck.train.record.RunRecord;
import dev.crosscheck.train.record.RunRecord.Status;
import dev.crosscheck.train.record.TrainingReport;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run can be used and resumed with, and whether it is whole: its record, its models and its checkpoints. The record tells which must
 * exist: for example, a run that failed has no model. The model is compared with its digest in the record, and checkpoints with the digests in
 * their names. Pages, pictures and tables of figures are not looked at.
 *
 * @param record the run's record; null if it cannot be read
 * @param files the files that must exist, and the checkpoints
 */
record RunInspection(RunRecord record, List<Part> files) {
    private static final String MISSING = "missing";
    private static final String CHECKPOINTS = "checkpoints";

    /**
     * A file, or all checkpoints together.
     *
     * @param file its name within the run's folder
     * @param whole whether it exists and is undamaged
     * @param state what was found, in words
     */
    record Part(String file, boolean whole, String state) {}

    /**
     * @param run its folder
     * @param leftOut files that were deleted on purpose
     */
    static RunInspection of(Path run, List<String> leftOut) {
        List<Part> files = new ArrayList<>();
        RunRecord record = null;
        try {
            record = RunJson.read(run.resolve(TrainingReport.RECORD));
            files.add(new Part(TrainingReport.RECORD, true, "can be read"));
        } catch (IOException e) {
            boolean there = Files.exists(run.resolve(TrainingReport.RECORD));
            files.add(new Part(TrainingReport.RECORD, false, there ? "damaged: " + e.getMessage() : MISSING));
        }
        if (record != null && hasEnded(record)) {
            files.add(model(run, record));
            if (record.config().method().trainer().inDl4j()) {
                boolean there = Files.isRegularFile(run.resolve(Dl4jModel.FILE));
                files.add(new Part(Dl4jModel.FILE, there, there ? "is there; no digest is recorded" : MISSING));
            }
        }
        files.addAll(checkpoints(run, record));
        files.removeIf(part -> leftOut.contains(part.file()));
        return new RunInspection(record, List.copyOf(files));
    }

    /**
     * Whether the run ended by itself, or was asked to stop once its network was chosen: only then is it known which files must exist.
     */
    private static boolean hasEnded(RunRecord record) {
        return record.status() == Status.COMPLETED
                || record.status() == Status.INTERRUPTED && !TableRun.leavesChoice(record.config());
    }

    /**
     * Compares a model's file with the record of the run beside it.
     *
     * @param model the file
     * @return the file as the only part; no part if there is no record with its digest
     */
    static RunInspection ofModel(Path model) {
        Path run = model.toAbsolutePath().getParent();
        try {
            RunRecord record = model.endsWith(Model.FILE) ? RunJson.read(run.resolve(TrainingReport.RECORD)) : null;
            boolean known = record != null && hasEnded(record);
            return new RunInspection(record, known ? List.of(model(run, record)) : List.of());
        } catch (IOException e) {
            return new RunInspection(null, List.of());
        }
    }

    private static Part model(Path run, RunRecord record) {
        Path file = run.resolve(Model.FILE);
        if (!Files.isRegularFile(file)) {
            return new Part(Model.FILE, false, MISSING);
        }
        String found = Digest.sha256(file);
        boolean whole = found.equals(record.modelSha256());
        return new Part(
                Model.FILE,
                whole,
                whole
                        ? "SHA-256 as recorded"
                        : "damaged: expected SHA-256 " + record.modelSha256() + ", found " + found);
    }

    private static List<Part> checkpoints(Path run, RunRecord record) {
        boolean any = Files.isDirectory(run.resolve(CHECKPOINTS));
        if (record == null) {
            return any
                    ? List.of(new Part(CHECKPOINTS, false, "not checked, because the run they belong to is unknown"))
                    : List.of();
        }
        List<String> damages = new ArrayList<>();
        List<Checkpoint> kept = any ? Checkpoints.kept(run, damages::add) : List.of();
        List<Part> parts = new ArrayList<>();
        if (!kept.isEmpty()) {
            int steps = kept.get(0).progress().steps();
            parts.add(new Part(CHECKPOINTS, true, kept.size() + ", SHA-256 as named; the newest after step " + steps));
        } else if (damages.isEmpty() && hasEnded(record)) {
            parts.add(new Part(CHECKPOINTS, false, MISSING));
        }
        String here = run.resolve(CHECKPOINTS) + File.separator;
        damages.forEach(damage -> parts.add(new Part(CHECKPOINTS, false, "damaged: " + damage.replace(here, ""))));
        return parts;
    }

    /** @return the files that are missing or damaged, each with its state */
    List<String> problems() {
        return files.stream()
                .filter(part -> !part.whole())
                .map(part -> part.file() + " " + part.state())
                .toList();
    }
}
