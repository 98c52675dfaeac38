package dev.crosscheck.cli;

import dev.crosscheck.data.table.ColumnUse;
import dev.crosscheck.data.table.Importance;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.NetworkSummary;
import dev.crosscheck.train.record.KilledRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what a model is made of. */
@Command(
        description = "It reads the file and nothing else: no data, no device.",
        footer = {
            "  crosscheck summary runs/train-20260102-030405",
            "  crosscheck summary model.safetensors --batch 512",
            "  crosscheck summary model.safetensors --json - | jq .parameters"
        })
final class SummaryCommand implements Callable<Integer> {
    private static final double MEBI = 1 << 20;

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "MODEL", description = "A model.safetensors, or the folder of a run that has one.")
    private Path model;

    private int batch = 64;

    @Mixin
    private OutputOptions output;

    /**
     * The result as JSON.
     *
     * @param model the model file
     * @param network its layers and what they cost
     * @param columnUse what the columns of its table are used for; null of images
     * @param importance of a table's columns for its answers; null of images and of models that do not tell
     */
    record Result(String model, NetworkSummary network, List<ColumnUse> columnUse, Importance importance) {}

    @Option(names = "--batch", paramLabel = "N", description = "Examples a step, for its memory. Default: 64.")
    void setBatch(int value) {
        batch = Checks.within(command, "--batch", value, 1, 60_000);
    }

    @Override
    public Integer call() {
        return output.run(() -> {
            KilledRun.look(model).ifPresent(output::note);
            Model content = Model.load(model);
            NetworkSummary network = content.summary(batch);
            output.print("Model: %s, %s", Model.file(model), network.title());
            print(network);
            List<ColumnUse> uses =
                    content.table() == null ? null : content.table().columnUse();
            if (uses != null) {
                print(uses);
            }
            if (content.importance() != null) {
                output.print("");
                ImportanceWords.print(
                        output, content.importance(), content.table().target());
            }
            output.writeJson(new Result(Model.file(model).toString(), network, uses, content.importance()));
            return ExitCode.OK;
        });
    }

    private void print(List<ColumnUse> uses) {
        output.print("");
        output.print("Inputs: %s", ColumnUse.inWords(uses));
        output.printTable(
                List.of("Column", "Used as", "Inputs"),
                uses.stream()
                        .map(use -> List.of(use.column(), use.words(), number(use.inputs())))
                        .toList());
    }

    private void print(NetworkSummary network) {
        List<List<String>> rows = new ArrayList<>();
        for (NetworkSummary.Layer layer : network.layers()) {
            rows.add(List.of(
                    number(layer.layer()),
                    layer.activation(),
                    layer.inputs() + " x " + layer.units() + (layer.bias() ? " + " + layer.units() : ""),
                    number(layer.units()),
                    number(layer.parameters())));
        }
        rows.add(List.of("", "", "", "", number(network.parameters())));
        output.printTable(List.of("Layer", "Activation", "Weights and biases", "Outputs", "Parameters"), aligned(rows));
        NetworkSummary.Memory memory = network.memory();
        output.print("");
        output.printTable(
                List.of("Memory", "      MiB"),
                List.of(
                        List.of("parameters", mebibytes(memory.parameters())),
                        List.of("their gradients, in training", mebibytes(memory.gradients())),
                        List.of("the optimizer's state, in training", mebibytes(memory.optimizer())),
                        List.of("activations of a batch of " + memory.batch(), mebibytes(memory.activations())),
                        List.of("training, all of these", mebibytes(memory.training()))));
    }

    /** Numbers to the right: under each other they can be compared. */
    private static List<List<String>> aligned(List<List<String>> rows) {
        int width = rows.stream().mapToInt(row -> row.get(4).length()).max().orElse(0);
        int room = Math.max(width, "Parameters".length());
        return rows.stream()
                .map(row -> List.of(
                        row.get(0),
                        row.get(1),
                        row.get(2),
                        row.get(3),
                        " ".repeat(room - row.get(4).length()) + row.get(4)))
                .toList();
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** @return bytes as MiB, at most 1 GiB to a digit after the point */
    static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%,9.2f", bytes / MEBI);
    }

    /** @return the network in a line, for the start of training */
    static String line(NetworkSummary network) {
        NetworkSummary.Memory memory = network.memory();
        return String.format(
                Locale.ROOT,
                "%,d parameters, %.1f MiB, in training %.1f MiB",
                network.parameters(),
                memory.parameters() / MEBI,
                memory.training() / MEBI);
    }
}
