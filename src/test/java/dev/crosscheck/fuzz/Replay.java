package dev.crosscheck.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Gives every reader its seeds, and some mutations of them, the same ones at each run. No Jazzer is needed for that. */
final class Replay {
    private final Path findings;
    private final Rules rules;
    private int found;

    private Replay(Path folder) throws IOException {
        this.findings = folder.resolve("findings");
        this.rules = new Rules(folder);
    }

    /**
     * Ends with exit code 1 if a rule was broken.
     *
     * @param args how many mutations each reader is to be given
     */
    public static void main(String[] args) throws IOException {
        Replay replay = new Replay(Path.of(System.getProperty("fuzz.folder")));
        for (Reader reader : Reader.values()) {
            replay.run(reader, Integer.parseInt(args[0]));
        }
        System.exit(replay.found == 0 ? 0 : 1);
    }

    private void run(Reader reader, int mutations) throws IOException {
        long start = System.nanoTime();
        Map<String, byte[]> seeds = Seeds.of(reader);
        int accepted = 0;
        for (Map.Entry<String, byte[]> seed : seeds.entrySet()) {
            accepted += hold(reader, seed.getKey(), seed.getValue()) ? 1 : 0;
        }
        if (accepted == 0) {
            found++;
            System.out.println("FOUND " + reader + ": no seed is valid, so nothing behind the first check is tried");
        }
        List<byte[]> bases = new ArrayList<>(seeds.values());
        bases.removeIf(seed -> seed.length > reader.longest());
        Mutations inputs = new Mutations(bases, reader.longest(), 1);
        for (int i = 0; i < mutations; i++) {
            hold(reader, "mutation-" + i, inputs.next());
        }
        System.out.printf(
                Locale.ROOT,
                "%-14s %2d seeds, %2d of them valid, and %d mutations, %.2f s%n",
                reader + ":",
                seeds.size(),
                accepted,
                mutations,
                (System.nanoTime() - start) / 1e9);
    }

    /** Returns whether the input is valid; it is tried as it is and repaired. */
    private boolean hold(Reader reader, String name, byte[] input) throws IOException {
        try {
            rules.hold(reader, reader.repair().of(input));
            return rules.hold(reader, input);
        } catch (Rules.Finding e) {
            found++;
            Path kept = Files.write(findings.resolve(reader + "-" + name), input);
            System.out.println("FOUND " + e.getMessage() + "\n  by " + kept);
            if (e.getCause() != null) {
                e.getCause().printStackTrace(System.out);
            }
            return false;
        }
    }
}
