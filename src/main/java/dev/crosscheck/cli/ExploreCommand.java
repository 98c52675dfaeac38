package dev.crosscheck.cli;

import dev.crosscheck.using.explore.ExplorePage;
import dev.crosscheck.using.serve.WebServer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves the explorer. */
@Command(
        name = "explore",
        description = {
            "Serves a web page on which small networks learn: every number forward, backward and back in time.",
            "Perceptron, activations and losses, backpropagation step by step, digits. All is computed by hand, in Java."
        },
        mixinStandardHelpOptions = true,
        versionProvider = CrosscheckCommand.Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  crosscheck explore",
            "  crosscheck explore --port 0",
            "",
            "Ctrl-C ends it. Only this machine can reach it unless --host says otherwise; it has no password."
        })
final class ExploreCommand implements Callable<Integer> {
    private static final int HIGHEST_PORT = 65_535;

    @Spec
    private CommandSpec command;

    @Option(
            names = "--host",
            paramLabel = "NAME",
            defaultValue = "127.0.0.1",
            description = "The interface to listen on. Default: 127.0.0.1, this machine alone.")
    private String host;

    private int port = 8080;

    @Mixin
    private DataOptions data;

    @Mixin
    private OutputOptions output;

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
        try (StopSignal stop = new StopSignal(output);
                WebServer server = WebServer.start(host, port, new ExplorePage(data.folder()))) {
            if (!server.isLocal()) {
                output.warn("Anyone who can reach " + host + " can use this server: it has no password.");
            }
            output.print("Open %s (Ctrl-C ends)", server.url());
            output.writeJson(new ServeCommand.Started(server.url(), host, server.port()));
            stop.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.OK;
    }
}
