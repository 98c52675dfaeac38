package dev.crosscheck.cli;

import dev.crosscheck.using.explore.ExplorePage;
import dev.crosscheck.using.serve.WebServer;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Serves the explorer, or writes it as a file. */
@Command(
        description =
                "Perceptron, activations and losses, backpropagation step by step, digits: a page that computes by itself.",
        footer = {
            "  crosscheck explore",
            "  crosscheck explore --model runs/train-20260102-030405",
            "  crosscheck explore --save explore.html",
            "",
            "Ctrl-C ends it. Only this machine can reach it unless --host says otherwise; it has no password."
        })
final class ExploreCommand extends Subcommand {
    /** What was written, as JSON. */
    record Saved(String file, int bytes) {}

    @Mixin
    private ServerOptions server;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "Write the page as one HTML file that needs no server and no network, and end.")
    private ResultFile save;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description =
                    "Show this network in the chapter on digits, instead of a small one: a model.safetensors, or the folder of"
                            + " a run that has one, of pictures of 28x28 pixels. Its test pictures are those of its run, or of --data.")
    private Path model;

    @Mixin
    private DataOptions data;

    @Override
    int run() {
        return save == null ? serve() : save();
    }

    private int save() {
        byte[] page = site().page();
        save.write(out -> out.write(page));
        output.print("Open %s in a browser; it needs no server and no network.", save);
        output.writeJson(new Saved(save.toString(), page.length));
        return ExitCode.OK;
    }

    private ExplorePage site() {
        if (model != null) {
            return ExplorePage.of(ExploredModel.read(model, data.named(), output));
        }
        if (data.named() != null) {
            data.read(); // to refuse a wrong one; the default may be missing: then the page has no chapter on digits
        }
        return ExplorePage.of(data.folder());
    }

    private int serve() {
        ExplorePage page = site();
        return server.serve(output, (host, port) -> WebServer.start(host, port, page));
    }
}
