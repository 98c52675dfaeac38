package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.model.Model;
import dev.crosscheck.train.record.KilledRun;
import dev.crosscheck.using.serve.WebServer;
import java.nio.file.Path;
import java.util.function.BiFunction;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The address of a server, which runs until Ctrl-C. */
final class ServerOptions {
    private static final int HIGHEST_PORT = 65_535;
    private static final long MIB = 1 << 20;

    /** Times a model's file: its parameters take three times, and the texts of a wide table's more while they are read. */
    private static final long MEMORY_OF_MODEL = 12;

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

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "The port to listen on; 0 takes any free one. Default: 8080.")
    void setPort(int value) {
        port = Checks.within(command, "--port", value, 0, HIGHEST_PORT);
    }

    /**
     * Reads a model to serve.
     *
     * @throws CrosscheckException if it is none, or too large for Java's memory, of which requests need the most
     */
    static Model load(Path model, OutputOptions output) {
        KilledRun.look(model).ifPresent(output::note);
        Path file = Model.file(model);
        long needed = file.toFile().length() / MIB * MEMORY_OF_MODEL;
        long most = Runtime.getRuntime().maxMemory() / MIB;
        if (needed > most) {
            throw CrosscheckException.expected(
                    file.toString(),
                    "a model of at most " + most / MEMORY_OF_MODEL + " MiB with Java's memory of " + most + " MiB",
                    "one of " + needed / MEMORY_OF_MODEL + " MiB",
                    "Give Java more: -Xmx" + needed + "m, in JAVA_OPTS for bin/crosscheck or MAVEN_OPTS for mvn.");
        }
        return Model.load(file);
    }

    /** Serves until Ctrl-C. */
    int serve(OutputOptions output, BiFunction<String, Integer, WebServer> start) {
        try (StopSignal stop = new StopSignal(output);
                WebServer server = start.apply(host, port)) {
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
