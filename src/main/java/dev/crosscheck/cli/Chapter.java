package dev.crosscheck.cli;

import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A chapter of the course (sections 1 to 4): shows numbers and leaves them in a folder as JSON, with pictures and a log. */
abstract class Chapter extends Subcommand {
    private static final Logger LOG = LoggerFactory.getLogger(Chapter.class);

    @Mixin
    private FolderOptions folders;

    /** Prints and draws. @return the numbers, for JSON */
    abstract Object show(RunFolder folder);

    /** Checks what was shown. @return the exit code */
    int check(RunFolder folder) {
        return ExitCode.OK;
    }

    /** Prints a table and an empty line. @param cells of a row */
    final <T> void print(List<String> header, List<T> rows, Function<T, List<?>> cells) {
        output.printTable(header, rows, cells);
        output.print("");
    }

    @Override
    int run() {
        return folders.run(command.name(), folder -> {
            Object numbers = show(folder);
            Path json = folder.path().resolve(command.name() + ".json");
            Json.write(json, numbers);
            LOG.info("{} wrote {}", command.name(), json);
            int code = check(folder);
            output.writeJson(numbers);
            output.print("Run: %s", folder.path());
            return code;
        });
    }

    /** A chapter whose numbers are compared with Deeplearning4j's, unless {@code --no-check} is given. */
    abstract static class Compared extends Chapter {
        @Option(names = "--no-check", description = "Do not compare the numbers with Deeplearning4j's.")
        private boolean skip;

        /** Compares, with ND4J started on the CPU. */
        abstract List<Verdict> verdicts(ProgressListener progress);

        /** Prints the verdicts and writes them to {@code checks.json}. @return the exit code: 3 if anything disagrees */
        @Override
        final int check(RunFolder folder) {
            if (skip) {
                return ExitCode.OK;
            }
            output.note("Comparing with Deeplearning4j; --no-check leaves this out.");
            Nd4jRuntime.startOnCpu();
            List<Verdict> verdicts = verdicts(new ProgressLine(output));
            output.print("");
            VerdictTable.print(output, verdicts);
            Json.write(folder.path().resolve("checks.json"), verdicts);
            return verdicts.stream().allMatch(Verdict::passed) ? ExitCode.OK : ExitCode.DISAGREEMENT;
        }
    }
}
