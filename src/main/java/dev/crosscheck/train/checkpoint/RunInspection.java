package dev.crosscheck.train.checkpoint;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.files.Digest;
import dev.crosscheck.model.Model;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.tables.TableRun;
import dev.crosscheck.train.dl4j.Dl4jModel;
import dev.crosscheck.train.record.RunRecord;
import dev.crosscheck.train.record.RunRecord.Status;
import dev.crosscheck.train.record.RunRecordFile;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a run can be used and resumed: its record, its model and its checkpoints. The record tells which must exist: for example, a run that
 * failed has no model. The model is compared with its digest in the record, and checkpoints with the digests in their names. Pages, pictures and
 * tables of figures are not looked at.
 *
 * @param record the run's record; null if it cannot be read
 * @param problems the files that are missing or damaged, each with its state
 */
public record RunInspection(@Nullable RunRecord record, List<String> problems) {
    /**
     * @param run its folder
     * @param slim whether models and checkpoints were deleted on purpose
     */
    public static RunInspection of(Path run, boolean slim) {
        List<String> problems = new ArrayList<>();
        RunRecord record = null;
        try {
            record = RunRecordFile.read(run.resolve(RunFolder.RECORD));
        } catch (IOException e) {
            boolean there = Files.exists(run.resolve(RunFolder.RECORD));
            problems.add(RunFolder.RECORD + (there ? " damaged: " + CrosscheckException.reason(e) : " missing"));
        }
        boolean ended = record != null && hasEnded(record) && !slim;
        if (ended) {
            look(run, record, problems);
        }
        boolean any = Files.isDirectory(run.resolve(RunFolder.CHECKPOINTS));
        if (record == null && any) {
            problems.add("checkpoints not checked, because the run they belong to is unknown");
        } else if (ended || any) {
            List<String> damages = new ArrayList<>();
            boolean none = !any || Checkpoints.kept(run, damages::add).isEmpty();
            if (none && damages.isEmpty() && ended) {
                problems.add("checkpoints missing");
            }
            String here = run.resolve(RunFolder.CHECKPOINTS) + File.separator;
            damages.forEach(damage -> problems.add("checkpoints damaged: " + damage.replace(here, "")));
        }
        return new RunInspection(record, problems);
    }

    /**
     * Whether the run ended by itself, or was asked to stop once its network was chosen: only then is it known which files must exist.
     */
    private static boolean hasEnded(RunRecord record) {
        return record.status() == Status.COMPLETED
                || record.status() == Status.INTERRUPTED && !TableRun.leavesChoice(record.config());
    }

    private static void look(Path run, RunRecord record, List<String> problems) {
        Path model = run.resolve(Model.FILE);
        if (!Files.isRegularFile(model)) {
            problems.add(Model.FILE + " missing");
        } else if (!Digest.sha256(model).equals(record.modelSha256())) {
            problems.add(Model.FILE + " damaged: expected SHA-256 " + record.modelSha256() + ", found "
                    + Digest.sha256(model));
        }
        if (record.config().method().trainer().inDl4j() && !Files.isRegularFile(run.resolve(Dl4jModel.FILE))) {
            problems.add(Dl4jModel.FILE + " missing");
        }
    }
}
