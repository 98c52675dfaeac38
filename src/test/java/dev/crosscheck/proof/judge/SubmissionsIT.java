package dev.crosscheck.proof.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.cli.CrosscheckCommand;
import dev.crosscheck.math.Matrix;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A class of shell scripts, which answer with numbers worked out here, or misbehave. */
@EnabledOnOs(OS.LINUX)
class SubmissionsIT {
    private static final String NETWORK = "4-5-3 relu cross-entropy sgd lr:0.1 batch:4";

    /** Finds out which start it is given, and writes the answer of that name in a folder. */
    private static final String ANSWERS = """
            read -r setup; cat > "$0.in"
            for start in "DIR"/*.txt; do
              tail -n +2 "$start" | cmp -s - "$0.in" && cat "$start.KIND"
            done
            rm "$0.in"
            """;

    @TempDir
    Path dir;

    private Path handedIn;
    private String said;

    @BeforeEach
    void workOutAnswers() throws IOException {
        handedIn = Files.createDirectories(dir.resolve("handed in"));
        for (Start start : Start.all(Judge.setup(NETWORK, 1))) {
            List<Map<String, Matrix>> steps = Honest.steps(start.run());
            write(dir, start.name() + ".txt", RunText.of(start.run()));
            write(dir, start.name() + ".txt.right", text(steps));
            for (int t = 1; t <= steps.size(); t++) {
                int rows = start.run().rows(t).length;
                steps.get(t - 1).computeIfPresent(Run.LOSS, (name, loss) -> loss.map(v -> rows * v));
            }
            write(dir, start.name() + ".txt.wrong", text(steps));
        }
    }

    private static String text(List<Map<String, Matrix>> steps) {
        StringBuilder text = new StringBuilder();
        steps.forEach(step -> step.forEach((name, array) -> text.append(name + " " + array.rows() + " "
                + array.columns()
                + Arrays.stream(array.data()).mapToObj(v -> " " + v).collect(Collectors.joining("", "", "\n")))));
        return text.toString();
    }

    private static void write(Path folder, String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private String answers(String kind) {
        return ANSWERS.replace("DIR", dir.toString()).replace("KIND", kind);
    }

    private int judge(String... options) {
        List<String> words = new ArrayList<>(List.of("verify", "--judge", "--network", NETWORK));
        words.addAll(List.of(options));
        StringWriter out = new StringWriter();
        int code = CrosscheckCommand.execute(new PrintWriter(out), new PrintWriter(out), words.toArray(String[]::new));
        said = out.toString();
        return code;
    }

    private int judgeEach(String out) {
        return judge(
                "--each",
                handedIn.toString(),
                "--timeout",
                "4",
                "--memory",
                "100",
                "--out",
                dir.resolve(out).toString(),
                "--",
                "sh",
                "{}");
    }

    private JsonNode json(String file) throws IOException {
        return new ObjectMapper().readTree(dir.resolve(file).toFile());
    }

    @Test
    void eachHasItsRowWhateverTheOthersDo() throws Exception {
        write(handedIn, "right.sh", answers("right"));
        write(handedIn, "wrong.sh", answers("wrong"));
        write(handedIn, "eats.sh", "(head -c 300000000 /dev/zero; sleep 60) | tail -n 1");
        write(handedIn, "hangs.sh", "sleep 60");
        write(handedIn, "many.sh", "for i in $(seq 300); do sleep 60 & done; wait");
        write(handedIn, "nothing.sh", "");
        write(handedIn, "orphan.sh", "(setsid sleep 600 & echo $! > '" + dir + "/orphan')\n" + answers("right"));
        write(handedIn, "writes.sh", "yes");
        write(handedIn, ".hidden", "");
        assertEquals(
                0,
                new ProcessBuilder("sh", "-c", "cp right.sh \"$(printf 'caf\\351.sh')\"")
                        .directory(handedIn.toFile())
                        .start()
                        .waitFor());
        assertEquals(3, judgeEach("out"), said);
        assertTrue(said.contains("others: .hidden"), said);
        String problems = """
                caf\uFFFD.sh,failed,.*encoding.*
                eats.sh,failed,,.*held more than 100 MB.*
                hangs.sh,failed,,.*took more than 4 s.*
                many.sh,failed,,.*ran more than 256 processes.*
                nothing.sh,failed,,.*no step.*
                orphan.sh,agrees,,,.*
                right.sh,agrees,,,.*
                writes.sh,failed,,.*wrote more than.*
                wrong.sh,disagrees,"start ""ordinary"", step 1, the loss",loss-summed,.*
                """;
        List<String> rows = Files.readAllLines(dir.resolve("out/each.csv"));
        List<String> expected = problems.lines().toList();
        assertEquals(1 + expected.size(), rows.size(), rows::toString);
        for (int i = 0; i < expected.size(); i++) {
            assertTrue(rows.get(i + 1).matches(expected.get(i)), rows.get(i + 1));
        }
        assertEquals(
                "loss-summed",
                json("out/each.json").at("/8/result/causes/0/name").asText());
        assertTrue(Files.exists(dir.resolve("out/each/right.sh/zeros-answer.txt")));
        long orphan = Long.parseLong(Files.readString(dir.resolve("orphan")).strip());
        assertTrue(
                ProcessHandle.of(orphan).flatMap(left -> left.info().command()).isEmpty(), "sleeps on");

        for (String name : List.of("wrong", "eats", "hangs", "many", "writes")) {
            Files.delete(handedIn.resolve(name + ".sh"));
        }
        assertEquals(1, judgeEach("failed"), said);
        Files.delete(handedIn.resolve("nothing.sh"));
        assertEquals(
                0,
                new ProcessBuilder("sh", "-c", "rm caf*")
                        .directory(handedIn.toFile())
                        .start()
                        .waitFor());
        assertEquals(0, judgeEach("fine"), said);
    }

    @Test
    void hintsTellNoMoreThanTheyShould() throws IOException {
        write(dir, "wrong.sh", answers("wrong"));
        String right = Double.toString(
                        Honest.steps(Start.all(Judge.setup(NETWORK, 1)).get(0).run())
                                .get(0)
                                .get(Run.LOSS)
                                .get(0, 0))
                .substring(0, 8);
        for (Told.Hints hints : Told.Hints.values()) {
            String name = hints.name();
            String[] files = {
                dir.resolve(name + ".json").toString(),
                dir.resolve(name + "-results.json").toString()
            };
            assertEquals(
                    3,
                    judge(
                            "--hints",
                            name,
                            "--json",
                            files[0],
                            "--gradescope",
                            files[1],
                            "--out",
                            dir.resolve(name).toString(),
                            "--",
                            "sh",
                            dir.resolve("wrong.sh").toString()),
                    said);
            String told = said + Files.readString(Path.of(files[0])) + Files.readString(Path.of(files[1]));
            assertTrue(told.contains("step 1, the loss"), told);
            assertEquals(hints == Told.Hints.SLIP, told.contains(right), told);
            assertEquals(hints != Told.Hints.WHERE, told.contains("4 times ours"), told);
            assertEquals(hints == Told.Hints.SLIP, told.toLowerCase().contains("sum"), told);
            JsonNode results = json(name + "-results.json");
            assertEquals(0, results.get("score").asInt());
            assertEquals(4, results.get("tests").size());
            assertEquals("failed", results.at("/tests/3/status").asText());
        }
    }

    @Test
    void aProgramThatFailsHasResultsForGradescopeToo() throws IOException {
        String file = dir.resolve("results.json").toString();
        assertEquals(
                1,
                judge(
                        "--gradescope",
                        file,
                        "--out",
                        dir.resolve("out").toString(),
                        "--",
                        "sh",
                        "-c",
                        "echo oh >&2; exit 7"));
        assertEquals(0, json("results.json").get("score").asInt());
        assertTrue(json("results.json").at("/tests/0/output").asText().contains("exit code 7 at"));
        write(dir, "right.sh", answers("right"));
        assertEquals(
                0,
                judge(
                        "--gradescope",
                        file,
                        "--out",
                        dir.resolve("right").toString(),
                        "--",
                        "sh",
                        dir.resolve("right.sh").toString()),
                said);
        assertEquals(4, json("results.json").get("score").asInt());
        assertFalse(json("results.json").at("/tests/3/max_score").isMissingNode());
    }
}
