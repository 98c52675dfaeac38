package dev.crosscheck.cli;

import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.files.BuildInfo;
import dev.crosscheck.model.Model;
import dev.crosscheck.using.predict.ImageClassifier;
import dev.crosscheck.using.predict.TableModel;
import dev.crosscheck.using.serve.ModelFacts;
import dev.crosscheck.using.serve.TableFacts;
import dev.crosscheck.using.serve.WebServer;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Serves a trained network on a web page. */
@Command(
        description = "It shows live what the network answers, and what it sees or what moved it.",
        footer = {
            "  crosscheck serve runs/train-20260102-030405",
            "  crosscheck serve model.safetensors --port 0",
            "  crosscheck serve runs/penguins",
            "",
            "Ctrl-C ends it. Only this machine can reach it unless --host says otherwise; it has no password."
        })
final class ServeCommand extends Subcommand {
    @Parameters(paramLabel = "MODEL", description = "A model.safetensors, or the folder of a run that has one.")
    private Path model;

    @Mixin
    private ServerOptions server;

    @Override
    int run() {
        Model content = ServerOptions.load(model, output);
        return server.serve(output, (host, port) -> start(content, host, port));
    }

    private WebServer start(Model content, String host, int port) {
        String name = model.toAbsolutePath().normalize().getFileName().toString();
        String version = BuildInfo.load().version();
        if (content.ofImages()) {
            ImageClassifier network = ImageClassifier.of(content);
            return WebServer.start(host, port, network, ModelFacts.of(name, network, version));
        }
        TableModel network = TableModel.of(content);
        TableFacts facts = TableFacts.of(
                name,
                network,
                TablePreparation.of(content.preparation()).importance(),
                ImageClassifier.THRESHOLD,
                version);
        return WebServer.start(host, port, network, facts);
    }
}
