package dev.crosscheck.proof.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.cli.CrosscheckCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A class of shell scripts, which answer with numbers worked out here, or misbehave. */
@EnabledOnOs(OS.LINUX)
class SubmissionsIT {
    private static final String NETWORK = "4-5-3,relu,cross-entropy,sgd,lr:0.1,batch:4";

    /** Finds out which start it is given, and writes the answer of that name and kind. */
    private static final String ANSWER = """
            cat > "$0.in"
            for start in 'DIR'/*.txt; do cmp -s "$start" "$0.in" && cat "$start.KIND"; done
            rm "$0.in"
            """;

    /** Script; its row in each.csv. */
    private static final String CLASS = """
            printf | caf\uFFFD.sh,failed,,.Its name cannot be given.*
            (head -c 300000000 /dev/zero; sleep 60) / tail -n 1 | eats.sh,failed,,.*held more than 100 MB.*
            sleep 60 | hangs.sh,failed,,.*took more than 4 s.*
            for i in $(seq 300); do sleep 60 & done; wait | many.sh,failed,,.*ran more than 256 processes.*
            true | nothing.sh,failed,,.*no step.*
            (setsid sleep 600 & echo $! > 'DIR/orphan'); right | orphan.sh,agrees,,,.*
            right | right.sh,agrees,,,.*
            yes | writes.sh,failed,,.*wrote more than.*
            wrong | wrong.sh,disagrees,"start ""ordinary"", step 1, the loss",loss-summed,.*
            """;

    @TempDir
    Path dir;

    private Path handedIn;
    private String said;

    @BeforeEach
    void workOutAnswers() throws IOException {
        handedIn = Files.createDirectories(dir.resolve("handed in"));
        for (Start start : Start.all(Judge.setup(NETWORK, 1))) {
            Path file = dir.resolve(start.name() + ".txt");
            Files.writeString(file, RecordingText.of(start.run()));
            Files.writeString(Path.of(file + ".right"), JudgeTest.text(start, (name, steps) -> {}, Double::toString));
            String wrong = JudgeTest.text(
                    start,
                    (name, steps) -> {
                        for (int t = 1; t <= steps.size(); t++) {
                            int rows = start.run().rows(t).length;
                            steps.get(t - 1).computeIfPresent(Recording.LOSS, (array, loss) -> loss.map(v -> rows * v));
                        }
                    },
                    Double::toString);
            Files.writeString(Path.of(file + ".wrong"), wrong);
        }
    }

    private void script(Path file, String text) throws IOException {
        String whole = text.endsWith("right") || text.endsWith("wrong")
                ? text.substring(0, text.length() - 5) + "\n"
                        + ANSWER.replace("KIND", text.substring(text.length() - 5))
                : text;
        Files.writeString(file, whole.replace("DIR", dir.toString()).replace(" / ", " | "));
    }

    private void inShell(String script) throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("sh", "-c", script)
                        .directory(handedIn.toFile())
                        .start()
                        .waitFor());
    }

    private void judged(int code, String line) {
        StringWriter out = new StringWriter();
        String[] words = Stream.of(("verify --judge --network " + NETWORK + " " + line).split(" "))
                .map(word -> word.replace("DIR", dir.toString()).replace("HANDED-IN", handedIn.toString()))
                .toArray(String[]::new);
        int ended = CrosscheckCommand.execute(new PrintWriter(out), new PrintWriter(out), words);
        said = out.toString();
        assertEquals(code, ended, said);
    }

    private JsonNode json(String file) throws IOException {
        return new ObjectMapper().readTree(dir.resolve(file).toFile());
    }

    @Test
    void eachHasItsRowWhateverTheOthersDo() throws Exception {
        String each = "--each HANDED-IN --timeout 4 --memory 100 --out DIR/%s -- sh {}";
        List<String[]> rows = CLASS.lines().map(line -> line.split(" \\| ")).toList();
        for (String[] row : rows) {
            script(handedIn.resolve(row[1].replaceFirst(",.*", "").replace('\uFFFD', '-')), row[0]);
        }
        inShell("mv caf-.sh \"$(printf 'caf\\351.sh')\"; touch .hidden");
        judged(3, String.format(each, "out"));
        assertTrue(said.contains("others: .hidden"), said);
        List<String> written = Files.readAllLines(dir.resolve("out/each.csv"));
        assertEquals(1 + rows.size(), written.size(), written::toString);
        for (int i = 0; i < rows.size(); i++) {
            assertTrue(written.get(i + 1).matches(rows.get(i)[1]), written.get(i + 1));
        }
        assertEquals(
                "loss-summed",
                json("out/each.json").at("/8/result/causes/0/name").asText());
        assertTrue(Files.exists(dir.resolve("out/each/right.sh/zeros-answer.txt")));
        long orphan = Long.parseLong(Files.readString(dir.resolve("orphan")).strip());
        assertTrue(ProcessHandle.of(orphan).flatMap(p -> p.info().command()).isEmpty(), "sleeps on");

        inShell("rm caf* e* h* m* wr*");
        judged(1, String.format(each, "failed"));
        inShell("rm nothing.sh");
        judged(0, String.format(each, "fine"));
    }

    @Test
    void hintsTellNoMoreThanTheyShould() throws IOException {
        script(dir.resolve("wrong.sh"), "wrong");
        String right = Files.readString(dir.resolve("ordinary.txt.right"))
                .split(" ")[3]
                .substring(0, 8);
        for (Told.Hints hints : Told.Hints.values()) {
            String files = "--json DIR/h.json --gradescope DIR/g.json --out DIR/" + hints;
            judged(3, "--hints " + hints + " " + files + " -- sh DIR/wrong.sh");
            String told = said + Files.readString(dir.resolve("h.json")) + Files.readString(dir.resolve("g.json"));
            assertTrue(told.contains("step 1, the loss"), told);
            assertEquals(hints != Told.Hints.WHERE, told.contains("4 times ours"), told);
            assertEquals(hints == Told.Hints.SLIP, told.contains(right), told);
            assertEquals(hints == Told.Hints.SLIP, told.contains("loss-summed"), told);
        }
    }

    @Test
    void gradescopeHasAPointPerStartAndTheReasonOfAFailure() throws IOException {
        script(dir.resolve("right.sh"), "right");
        judged(0, "--gradescope DIR/g.json --out DIR/right -- sh DIR/right.sh");
        assertEquals(4, json("g.json").get("score").asInt());
        assertEquals("passed", json("g.json").at("/tests/3/status").asText());
        judged(1, "--gradescope DIR/g.json --out DIR/fails -- false");
        assertEquals(0, json("g.json").get("score").asInt());
        assertTrue(json("g.json").at("/tests/0/output").asText().contains("exit code 1 at"));
    }
}
