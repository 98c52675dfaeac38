package dev.crosscheck.cli;

import dev.crosscheck.BuildInfo;
import dev.crosscheck.train.dl4j.ModelContent;
import dev.crosscheck.train.dl4j.ModelFile;
import dev.crosscheck.train.record.KilledRun;
import dev.crosscheck.using.predict.ImageClassifier;
import dev.crosscheck.using.predict.TableModel;
import dev.crosscheck.using.serve.ModelFacts;
import dev.crosscheck.using.serve.TableFacts;
import dev.crosscheck.using.serve.WebServer;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Serves a trained network on a web page. */
@Command(
        name = "serve",
        description = {
            "Serves a web page: to draw a digit on, or a form to fill in.",
            "It shows live what the network answers, and what it sees or what moved it.",
            "POST /api/predict answers programs: a PNG or JPEG body, or {\"pixels\": [...], \"width\": W, \"height\": H};"
                    + " of a table {\"COLUMN\": VALUE, ...}, or a list of such rows."
        },
        mixinStandardHelpOptions = true,
        versionProvider = CrosscheckCommand.Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  crosscheck serve runs/train-20260102-030405",
            "  crosscheck serve model.zip --port 0",
            "  curl -H 'Content-Type: image/png' --data-binary @seven.png \\",
            "    http://127.0.0.1:8080/api/predict",
            "  curl -H 'Content-Type: application/json' --data @rows.json \\",
            "    http://127.0.0.1:8080/api/predict",
            "",
            "Ctrl-C ends it. Only this machine can reach it unless --host says otherwise; it has no password."
        })
final class ServeCommand implements Callable<Integer> {
    private static final int HIGHEST_PORT = 65_535;

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "MODEL", description = "A model.zip, or the folder of a run that has one.")
    private Path model;

    @Option(
            names = "--host",
            paramLabel = "NAME",
            defaultValue = "127.0.0.1",
            description = "The interface to listen on. Default: 127.0.0.1, this machine alone.")
    private String host;

    private int port = 8080;

    @Mixin
    private ClassifierOptions classifier;

    @Mixin
    private OutputOptions output;

    /** Where the server is, as JSON. */
    record Started(String url, String host, int port) {}

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "The port to listen on; 0 takes any free one. Default: 8080.")
    void setPort(int value) {
        port = Checks.within(command, "--port", value, 0, HIGHEST_PORT);
    }

    @Override
    public Integer call() {
        return output.run(this::serve);
    }

    private int serve() {
        KilledRun.mark(model).ifPresent(output::note);
        ModelContent content = ModelFile.read(model);
        try (StopSignal stop = new StopSignal(output);
                WebServer server = start(content)) {
            if (!server.isLocal()) {
                output.warn("Anyone who can reach " + host + " can use this server: it has no password.");
            }
            output.print("Open %s (Ctrl-C ends)", server.url());
            output.writeJson(new Started(server.url(), host, server.port()));
            stop.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.OK;
    }

    private WebServer start(ModelContent content) {
        String name = model.toAbsolutePath().normalize().getFileName().toString();
        String version = BuildInfo.load().version();
        if (content.table() == null) {
            ImageClassifier network = ClassifierOptions.load(content);
            return WebServer.start(host, port, network, ModelFacts.of(name, network, classifier.threshold(), version));
        }
        TableModel network = TableAnswers.model(content);
        TableFacts facts = TableFacts.of(name, network, content.importance(), classifier.threshold(), version);
        return WebServer.start(host, port, network, facts);
    }
}
