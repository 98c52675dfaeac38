package dev.crosscheck.cli;

import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.train.dl4j.ModelContent;
import dev.crosscheck.train.dl4j.ModelFile;
import dev.crosscheck.train.record.KilledRun;
import dev.crosscheck.using.export.Card;
import dev.crosscheck.using.export.Export;
import dev.crosscheck.using.export.ExportedFile;
import dev.crosscheck.using.export.FileVerification;
import dev.crosscheck.using.export.Format;
import dev.crosscheck.using.export.ModelCard;
import dev.crosscheck.using.export.Provenance;
import dev.crosscheck.using.export.TableCard;
import dev.crosscheck.using.export.TableTest;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a trained network in formats that other programs read. */
@Command(
        description = {
            "Each file is read back and compared with the model: of images on all test images, of a table on raw rows of it"
                    + " and on made-up ones. A model card is added.",
            "  onnx         model.onnx: raw pixels or a row's cells in, answers out",
            "  npz          model.npz: NumPy arrays with PyTorch's names and layout",
            "  safetensors  model.safetensors: the same arrays for PyTorch and others",
            "  java         DigitModel.java, ImageModel.java or TableModel.java: one class that needs nothing but Java",
            "Runs on the CPU with one thread."
        },
        footer = {
            "  crosscheck export runs/train-20260102-030405",
            "  crosscheck export model.zip --format onnx,java --out exported",
            "  crosscheck export model.zip --json - | jq .files",
            "  crosscheck export runs/penguins --data labelled.csv --format onnx",
            "",
            "Exit code 3: a file does not agree with the model; then none is left."
        })
final class ExportCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ExportCommand.class);
    private static final String ALL = "all";

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "MODEL", description = "A model.zip, or the folder of a run that has one.")
    private Path model;

    private final Set<Format> formats = EnumSet.noneOf(Format.class);

    @Mixin
    private FolderOptions folders;

    @Mixin
    private TestDataOptions data;

    @Mixin
    private OutputOptions output;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            split = ",",
            description = "onnx, npz, safetensors, java or all; separate several with commas. Default: all.")
    void setFormats(List<String> names) {
        formats.clear();
        names.forEach(name -> formats.addAll(named(name)));
    }

    private Collection<Format> named(String name) {
        EnumSet<Format> every = EnumSet.allOf(Format.class);
        if (name.equalsIgnoreCase(ALL)) {
            return every;
        }
        return every.stream()
                .filter(format -> format.label().equalsIgnoreCase(name))
                .findFirst()
                .map(EnumSet::of)
                .orElseThrow(() -> new ParameterException(
                        command.commandLine(),
                        "Invalid value for option '--format': expected "
                                + every.stream().map(Format::label).collect(Collectors.joining(", ")) + " or " + ALL
                                + ", found '" + name + "'."));
    }

    @Override
    public Integer call() {
        return output.run(this::export);
    }

    private int export() {
        KilledRun.look(model).ifPresent(output::note);
        ModelContent content = ModelFile.read(model); // refuses a bad file before the data are read
        return content.table() == null ? exportOfImages(content) : exportOfTable(content);
    }

    private int exportOfImages(ModelContent content) {
        TestDataOptions.TestData test = data.read(model, content);
        Nd4jRuntime.startOnCpu();
        Export<ModelCard> export = Export.ofImages(model, test.folder(), test.images());
        test.warn(model, output);
        int images = test.images().test().size();
        return write(export, images + " images", "logits differ by", card -> {
            output.print(
                    "%s: %d of %d test images in %s correct (%.2f%%)",
                    card.title(),
                    card.test().correct(),
                    card.test().images(),
                    card.test().data(),
                    card.test().accuracyPercent());
        });
    }

    private int exportOfTable(ModelContent content) {
        Path file = ModelFile.file(model);
        Provenance provenance = Provenance.beside(file).withData(content.dataSha256());
        Nd4jRuntime.startOnCpu();
        TableTest test = new TableTestRows(content, provenance).read(data.folder());
        if (test.caveat() != null) {
            output.warn("Warning: " + file + ": " + test.caveat()
                    + (test.data() == null ? " Name it, or another with rows, with --data FILE." : ""));
        }
        Export<TableCard> export = Export.ofTable(content, file, test);
        return write(export, "raw rows", "outputs differ by", card -> {
            output.print("%s: %s", card.title(), card.test().words());
            output.print(
                    "Run on %d raw rows: %d of the table (%s) and %d made up; %d are to be refused.",
                    card.checked().rows(),
                    card.checked().ofTable(),
                    card.test().part(),
                    card.checked().madeUp(),
                    card.checked().refused());
        });
    }

    private <C extends Card> int write(Export<C> export, String examples, String differences, Consumer<C> summary) {
        RunFolder folder = folders.make(command.name());
        C card = export.write(
                formats.isEmpty() ? EnumSet.allOf(Format.class) : formats,
                folder,
                (file, runBy) -> output.note("Checking " + file.getFileName() + " (" + runBy + ", " + examples + ")"));
        summary.accept(card);
        output.printTable(
                List.of("file", "bytes", "run by", "same answers", differences, "allowed", "verdict"),
                card.files().stream().map(ExportCommand::row).toList());
        card.files().forEach(this::warnOf);
        output.writeJson(card);
        if (!card.agrees()) {
            output.warn("Not every file agrees with the model: none is left in " + folder.path() + ".");
            return ExitCode.DISAGREEMENT;
        }
        output.print("Run: %s", folder.path());
        return ExitCode.OK;
    }

    private void warnOf(ExportedFile file) {
        FileVerification v = file.verification();
        if (v.agrees() == null) {
            output.caution(file.file() + " was not run: " + v.notRun() + ".");
        } else if (v.disagrees()) {
            output.warn(file.file() + " disagrees: " + v.failure());
        }
    }

    private static List<String> row(ExportedFile file) {
        FileVerification v = file.verification();
        LOG.info("{} {}", file.file(), v);
        String bytes = String.valueOf(file.bytes());
        if (v.agrees() == null) {
            return Arrays.asList(file.file(), bytes, "-", "-", "-", "-", "not run");
        }
        return Arrays.asList(
                file.file(),
                bytes,
                v.runBy(),
                v.sameAnswers().toString(),
                String.format(Locale.ROOT, "%.1e", v.largestLogitDifference()),
                String.format(Locale.ROOT, "%.1e", v.tolerance()),
                VerdictTable.word(!v.disagrees()));
    }
}
