package dev.crosscheck.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.Printable;
import dev.crosscheck.run.Json;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.StreamSupport;

/**
 * The process that does a sweep's trials, which only {@code sweep} starts: each line of standard input is a command line as a JSON list, and
 * is answered by a line with its exit code and what it said on standard error.
 */
public final class SweepWorker {
    private SweepWorker() {}

    /**
     * Runs commands until the process that gives them is gone.
     *
     * @param args none
     */
    public static void main(String... args) throws IOException, InterruptedException {
        System.setProperty("java.awt.headless", "true");
        PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        BlockingQueue<String> tasks = new LinkedBlockingQueue<>();
        Thread reader = new Thread(() -> read(tasks), "tasks");
        reader.setDaemon(true);
        reader.start();
        while (true) {
            answers.println("trial: " + Json.line(run(tasks.take())));
        }
    }

    /** Standard input ends when the process that holds it open is gone: then whatever is under way is of no use. */
    private static void read(BlockingQueue<String> tasks) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                tasks.add(line);
            }
        } catch (IOException e) {
            // The pipe is gone, and with it the parent.
        }
        // Halt, since an orderly end would wait until the run is saved.
        Runtime.getRuntime().halt(1);
    }

    private static Map<String, Object> run(String task) throws IOException {
        JsonNode list = Json.read(task.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        String[] arguments = StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toArray(String[]::new);
        StringWriter said = new StringWriter();
        int code =
                CrosscheckCommand.execute(new PrintWriter(Writer.nullWriter()), new PrintWriter(said, true), arguments);
        return Map.of("code", code, "said", Printable.message(said.toString()));
    }
}
