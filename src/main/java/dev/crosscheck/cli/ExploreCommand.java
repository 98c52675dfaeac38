package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.AtomicFile;
import dev.crosscheck.using.explore.ExplorePage;
import dev.crosscheck.using.explore.SavedSession;
import dev.crosscheck.using.serve.WebServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Serves the explorer. */
@Command(
        description =
                "Perceptron, activations and losses, backpropagation step by step, digits. All is computed by hand.",
        footer = {
            "  crosscheck explore",
            "  crosscheck explore --model runs/train-20260102-030405",
            "  crosscheck explore --save xor.html",
            "  crosscheck explore --port 0",
            "",
            "Ctrl-C ends it. Only this machine can reach it unless --host says otherwise; it has no password."
        })
final class ExploreCommand extends Subcommand {
    /** The most of a session. */
    private static final int MOST_STEPS = 100_000;

    /** The largest body that the server takes. */
    private static final int MOST_BYTES = 1 << 20;

    /** Options of the recording, not of the server. */
    private static final Map<Set<Boolean>, List<String>> USERS = Map.of(Set.of(true), List.of("--config", "--steps"));

    /** What was written, as JSON. */
    record Saved(String file, int bytes) {}

    @Mixin
    private ServerOptions server;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "Write a recorded session as one HTML file that needs no server and no network, and end.")
    private Path save;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "With --save: the session's configuration as JSON, as POST /api/explore/sessions takes it."
                    + " Default: XOR with 2-3-1, as the course has it.")
    private Path config;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description =
                    "Show this network in the chapter on digits, instead of a small one: a model.safetensors, or the folder of"
                            + " a run that has one, of pictures of 28x28 pixels. Its test pictures are those of its run, or of --data.")
    private Path model;

    @Option(names = "--steps", paramLabel = "N", description = "With --save: steps of training. Default: 4000.")
    private Integer steps;

    @Mixin
    private DataOptions data;

    @Override
    int run() {
        within("--steps", steps, 1, MOST_STEPS);
        Checks.requireUsed(command, save != null, USERS, saves -> saves ? "explore --save" : "explore");
        return save == null ? serve() : save();
    }

    private int save() {
        output.note("The session is trained and recorded: some seconds.");
        byte[] configuration = config == null ? null : read(config);
        int last = steps == null ? SavedSession.USUAL_STEPS : steps;
        byte[] page = model == null
                ? ExplorePage.recorded(configuration, last, mnist())
                : ExplorePage.recorded(configuration, last, ExploredModel.read(model, data.named(), output));
        AtomicFile.writeNamed(save, out -> out.write(page));
        output.print("Open %s in a browser; it needs no server and no network.", save);
        output.writeJson(new Saved(save.toString(), page.length));
        return ExitCode.OK;
    }

    /** Reads a folder that was named, to refuse a wrong one. The default may be missing: then the page has no chapter on digits. */
    private Path mnist() {
        if (data.named() != null) {
            data.read();
        }
        return data.folder();
    }

    private static byte[] read(Path file) {
        String remedy = "Name a configuration as JSON.";
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new CrosscheckException("expected at most " + MOST_BYTES + " bytes, found more.", remedy);
            }
            byte[] bytes = Files.readAllBytes(file);
            ExplorePage.requireSession(bytes);
            return bytes;
        } catch (CrosscheckException e) {
            throw new CrosscheckException("--config " + file + ": " + e.getMessage(), e.remedy(), e);
        } catch (IOException e) {
            throw new CrosscheckException("--config " + file + ": cannot be read.", remedy, e);
        }
    }

    private int serve() {
        ExplorePage page = model == null
                ? new ExplorePage(mnist())
                : new ExplorePage(ExploredModel.read(model, data.named(), output));
        return server.serve(output, (host, port) -> WebServer.start(host, port, page));
    }
}
