package dev.crosscheck.cli;

import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.run.RunLog;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What the commands of course sections 1 to 4 share: a folder with their pictures, their numbers as JSON, and a log. */
final class CourseRun {
    private static final Logger LOG = LoggerFactory.getLogger(CourseRun.class);

    @Mixin
    private FolderOptions options;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * Makes the folder and does a command's work with it.
     *
     * @param output where the result goes
     * @param work prints and draws, and gives the numbers to be written as JSON
     * @return the exit code
     */
    int run(OutputOptions output, Function<RunFolder, Object> work) {
        return run(output, work, folder -> ExitCode.OK);
    }

    /**
     * The same, and then checks what was shown.
     *
     * @param check does it, and gives the exit code
     */
    int run(OutputOptions output, Function<RunFolder, Object> work, ToIntFunction<RunFolder> check) {
        return output.run(() -> {
            RunFolder folder = options.make(command.name());
            return RunLog.toFolder(folder.path(), () -> {
                Object numbers = work.apply(folder);
                Path json = folder.path().resolve(command.name() + ".json");
                Json.write(json, numbers);
                LOG.info("{} wrote {}", command.name(), json);
                int code = check.applyAsInt(folder);
                output.writeJson(numbers);
                output.print("Run: %s", folder.path());
                return code;
            });
        });
    }
}
