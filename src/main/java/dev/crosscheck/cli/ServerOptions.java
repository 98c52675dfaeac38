package dev.crosscheck.cli;

import dev.crosscheck.using.serve.WebServer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The address of a server, which runs until Ctrl-C. */
final class ServerOptions {
    private static final int HIGHEST_PORT = 65_535;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--host",
            paramLabel = "NAME",
            defaultValue = "127.0.0.1",
            description = "The interface to listen on. Default: 127.0.0.1, this machine alone.")
    private String host;

    private int port = 8080;

    /** The address as JSON. */
    record Started(String url, String host, int port) {}

    /** Starts a server. */
    @FunctionalInterface
    interface Start {
        WebServer at(String host, int port);
    }

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "The port to listen on; 0 takes any free one. Default: 8080.")
    void setPort(int value) {
        port = Checks.within(command, "--port", value, 0, HIGHEST_PORT);
    }

    /** Serves until Ctrl-C. */
    int serve(OutputOptions output, Start start) {
        try (StopSignal stop = new StopSignal(output);
                WebServer server = start.at(host, port)) {
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
}
