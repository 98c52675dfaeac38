package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.model.Model;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.text.Text;
import dev.crosscheck.train.record.KilledRun;
import dev.crosscheck.using.export.Export;
import dev.crosscheck.using.export.FileVerification;
import dev.crosscheck.using.export.Format;
import dev.crosscheck.using.export.ModelCard;
import dev.crosscheck.using.export.Provenance;
import dev.crosscheck.using.export.Statement;
import dev.crosscheck.using.export.TableTestRows;
import dev.crosscheck.using.export.TestResult;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a trained network in formats that other programs read. */
@Command(
        description =
                "As ONNX, safetensors, a Java class or for Deeplearning4j, with a model card. Each file is read back and compared with the"
                        + " model: of images on all test images, of a table on raw rows of it and on made-up ones.",
        footer = {
            "  crosscheck export runs/train-20260102-030405",
            "  crosscheck export model.safetensors --format onnx,java --out exported",
            "  crosscheck export model.safetensors --json - | jq .files",
            "",
            "Exit code 3: a file does not agree with the model; then none is left."
        })
final class ExportCommand extends Subcommand {
    @Parameters(paramLabel = "MODEL", description = "A model.safetensors, or the folder of a run that has one.")
    private Path model;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            split = ",",
            description =
                    "onnx, safetensors, java or dl4j; separate several with commas. Default: all of these. provenance: how the run made the model, to be signed.")
    private Set<Format> formats = EnumSet.noneOf(Format.class);

    private Statement statement;

    @Mixin
    private FolderOptions folders;

    @Mixin
    private TestDataOptions data;

    @Override
    int run() {
        KilledRun.look(model).ifPresent(output::note);
        Model content = Model.load(model); // refuses a bad file before the data are read
        if (formats.remove(Format.PROVENANCE)) {
            statement = Statement.of(model);
            if (formats.isEmpty()) {
                RunFolder folder = folders.make(command.name());
                writeStatement(folder);
                output.writeJson(statement);
                output.print("Run: %s", folder.path());
                return ExitCode.OK;
            }
        }
        requirePossible(content);
        return content.ofImages() ? exportOfImages(content) : exportOfTable(content);
    }

    private void writeStatement(RunFolder folder) {
        statement
                .write(folder)
                .forEach(file -> output.print("%s: how the run made the model; not signed (docs/repeat.md)", file));
    }

    /** Refuses a format that was named but is not possible; without {@code --format} such a format is left out, which is said. */
    private void requirePossible(Model content) {
        boolean all = formats.isEmpty();
        Set<Format> possible = EnumSet.noneOf(Format.class);
        for (Format format : all ? Format.OF_NETWORKS : formats) {
            Optional<String> refusal = format.refusal(content);
            if (refusal.isEmpty()) {
                possible.add(format);
            } else if (all) {
                output.caution("No " + format.label() + ": " + refusal.get() + ".");
            } else {
                throw new CrosscheckException(
                        model + ": cannot be exported as " + format.label() + ": " + refusal.get() + ".",
                        "Name other formats with --format.");
            }
        }
        formats = possible;
    }

    private int exportOfImages(Model content) {
        TestDataOptions.TestData test = TestDataOptions.read(data.folder(), model, content, output);
        output.requireApart(Stream.of(test.folder()));
        Export export = Export.ofImages(content, Model.file(model), test.folder(), test.images());
        test.warn(model, output);
        return write(export, test.images().test().size() + " images");
    }

    private int exportOfTable(Model content) {
        Path file = Model.file(model);
        data.requireNone();
        TestResult test = new TableTestRows(content, Provenance.beside(file, content.dataSha256())).read();
        output.requireApart(Stream.ofNullable(test.data()).map(Path::of));
        if (test.caveat() != null) {
            output.warn("Warning: " + file + ": " + test.caveat());
        }
        return write(Export.ofTable(content, file, test), "raw rows");
    }

    private int write(Export export, String examples) {
        RunFolder folder = folders.make(command.name());
        ModelCard card = export.write(
                formats,
                folder,
                (file, runBy) -> output.note("Checking " + file.getFileName() + " (" + runBy + ", " + examples + ")"));
        output.print("%s: %s", card.title(), card.test().words());
        if (card.checked().madeUp() > 0) {
            output.print(
                    "Run on %d raw rows: %d of the table (%s) and %d made up; %d are to be refused.",
                    card.checked().rows(),
                    card.checked().ofTable(),
                    card.test().part(),
                    card.checked().madeUp(),
                    card.checked().refused());
        }
        output.printTable(
                List.of("file", "bytes", "run by", "same answers", "differ by", "allowed", "verdict"),
                card.files(),
                ExportCommand::row);
        card.files().forEach(this::warnOf);
        output.writeJson(card);
        if (!card.agrees()) {
            output.warn("Not every file agrees with the model: none is left in " + folder.path() + ".");
            return ExitCode.DISAGREEMENT;
        }
        if (statement != null) {
            writeStatement(folder);
        }
        output.print("Run: %s", folder.path());
        return ExitCode.OK;
    }

    private void warnOf(ModelCard.ExportedFile file) {
        FileVerification v = file.verification();
        if (v.agrees() == null) {
            output.caution(file.file() + " was not run: " + v.notRun() + ".");
        } else if (v.disagrees()) {
            output.warn(file.file() + " disagrees: " + v.failure());
        }
    }

    private static List<String> row(ModelCard.ExportedFile file) {
        FileVerification v = file.verification();
        String bytes = String.valueOf(file.bytes());
        if (v.agrees() == null) {
            return Arrays.asList(file.file(), bytes, "-", "-", "-", "-", "not run");
        }
        return Arrays.asList(
                file.file(),
                bytes,
                v.runBy(),
                v.sameAnswers().toString(),
                Text.of("%.1e", v.largestDifference()),
                Text.of("%.1e", v.tolerance()),
                VerdictTable.word(!v.disagrees()));
    }
}
