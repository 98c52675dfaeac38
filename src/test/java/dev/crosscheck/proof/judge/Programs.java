package dev.crosscheck.proof.judge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The independently written trainers of src/test/judge, and their runs. */
final class Programs {
    private static final Path FOLDER = Path.of("src/test/judge");
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    /** What was found missing, by the program's file. */
    private static final Map<String, String> MISSING = new HashMap<>();

    private Programs() {}

    /** A program, and the network that it trains. */
    record Program(String network, String line) {
        /** @return the judgement of the program */
        Judgement judged() {
            return run().judgement();
        }

        /** @return a judge with the program's answers */
        Judge run() {
            Judge judge = new Judge(Judge.setup(network, 1));
            judge.run(command(), 60, (name, text) -> {});
            return judge;
        }

        /** @return the command; the first word is a file of {@link #FOLDER}, and -f behind a C file compiles it for float */
        List<String> command() {
            List<String> words = new ArrayList<>(List.of(line.split(" ")));
            String file = words.remove(0);
            String path = FOLDER.resolve(file).toString();
            if (file.endsWith(".js")) {
                return joined(List.of("node", path), words);
            }
            if (file.endsWith(".c")) {
                boolean single = words.remove("-f");
                return joined(List.of(compiled(path, single)), words);
            }
            return joined(List.of(PYTHON.toString(), path), words);
        }

        /** @return the missing requirement on this machine; empty if the program can run */
        String missing() {
            return MISSING.computeIfAbsent(line.split(" ")[0], Programs::missing);
        }

        @Override
        public String toString() {
            return line + " (" + network + ")";
        }
    }

    private static String missing(String file) {
        if (file.endsWith(".js")) {
            return runs("node", "--version") ? "" : "node";
        }
        if (file.endsWith(".c")) {
            return runs("gcc", "--version") ? "" : "gcc";
        }
        String module = file.equals("modules.py") ? "torch" : file.equals("arrays.py") ? "numpy" : "math";
        String find = "import importlib.util, sys; sys.exit(importlib.util.find_spec('" + module + "') is None)";
        return runs(PYTHON.toString(), "-c", find) ? "" : PYTHON + " with " + module;
    }

    private static List<String> joined(List<String> first, List<String> then) {
        return Stream.concat(first.stream(), then.stream()).toList();
    }

    static boolean runs(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return a program compiled by gcc from a C file, below target */
    static String compiled(String source, boolean single) {
        Path file = Path.of("target/judge", Path.of(source).getFileName() + (single ? ".float" : ".double"));
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        String real = "-DREAL=" + (single ? "float" : "double");
        if (!runs("gcc", "-O2", "-ffp-contract=off", real, "-o", file.toString(), source, "-lm")) {
            throw new IllegalStateException(source + " does not compile");
        }
        return file.toAbsolutePath().toString();
    }
}
