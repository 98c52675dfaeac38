package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.nn.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All that {@code train} prints is in the run's record, and on its page where that tells it, too. A line that no statement below knows fails. Numbers
 * are compared as numbers, to the printed digits.
 */
class StatementsIT extends CommandLines {
    private static final int DRAWN = 6;
    private static final String SHA256 = "[0-9a-f]{64}";

    private final Map<Pattern, Consumer<MatchResult>> statements = new LinkedHashMap<>();
    private Path run;
    private JsonNode record;
    private String page;

    /** A table of two classes and a number, about which columns tell something, and of tosses, about which none does. */
    @BeforeEach
    void make() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder text = new StringBuilder("x,y,kind,class,sum,toss\n");
        for (int i = 0; i < 240; i++) {
            double x = random.nextGaussian();
            double y = random.nextGaussian();
            String kind = random.nextInt(3) == 0 ? "old" : "new";
            double sum = 20_000 * (x + y * y) + (kind.equals("old") ? 9_000 : 0) + 4_000 * random.nextGaussian();
            String named = sum > 30_000 ? "rich" : "poor";
            text.append(String.format(
                    Locale.ROOT,
                    "%.3f,%.3f,%s,%s,%.1f,%s\n",
                    x,
                    y,
                    kind,
                    named,
                    sum,
                    random.nextBoolean() ? "heads" : "tails"));
        }
        write("made.csv", text.toString());
    }

    static Stream<String> lines() {
        SplittableRandom random = new SplittableRandom(66);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < DRAWN; i++) {
            String seed = " --seed " + (1 + random.nextInt(9));
            String epochs = " --epochs " + (1 + random.nextInt(3));
            lines.add("--data {runs}/mnist --trainer by-hand"
                    + drawn(random, " --hidden 8", " --hidden 12,6", " --hidden 0")
                    + drawn(random, "", " --validation 100 --patience 1 --lr 2", " --time-limit 0.05s") + epochs
                    + seed);
            lines.add("--data {runs}/pictures" + drawn(random, " --hidden 8", " --hidden conv2x3,8")
                    + drawn(random, "", " --test 30%") + epochs + seed);
            String target = "--data DIR/made.csv --target " + drawn(random, "class", "sum", "toss");
            lines.add(target + drawn(random, "", " --validation 20%", " --patience 2") + seed);
            lines.add(target
                    + drawn(random, " --hidden 8", " --hidden 0", " --batch 8 --lr 0.0005", " --with dropout:0.1")
                    + " --epochs " + (2 + random.nextInt(20))
                    + (target.endsWith("sum")
                            ? drawn(random, "", " --decide interval:0.8")
                            : drawn(
                                    random,
                                    "",
                                    " --decide recall:0.8 --validation 50",
                                    " --with class-weights:balanced"))
                    + seed);
            lines.add(target + " --hidden 4 --epochs 3 --validation 10%"
                    + drawn(random, " --patience 1 --lr 0.3", " --time-limit 0.01s", "") + seed);
        }
        return lines.stream();
    }

    private static String drawn(SplittableRandom random, String... words) {
        return words[random.nextInt(words.length)];
    }

    @ParameterizedTest
    @MethodSource("lines")
    void whatIsPrintedIsRecordedAndShown(String line) throws IOException {
        check(train(line + " --out DIR/run").out());
        if (record.path("stop").asText().equals("EPOCHS")
                && record.at("/config/source/candidates").isMissingNode()) {
            int more = record.path("epochs").size() + 1;
            if (!record.at("/config/setup").asText().contains("cosine")) {
                // With time for it: of a limit of 0.05 s nothing may be left.
                check(ok("train --threads 1 --no-check --resume DIR/run --time-limit 1h --epochs " + more)
                        .out());
                assertEquals(more, record.path("epochs").size());
            }
        }
    }

    private void check(String printed) throws IOException {
        run = folder.resolve("run");
        record = json(run, "run.json");
        page = Files.readString(run.resolve("run.html"))
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
        statements.clear();
        ofRun();
        ofTraining();
        if (!record.at("/data/trainingRows").isMissingNode()) {
            ofTable();
        }
        List<String> left = new ArrayList<>(
                List.of(printed.replaceAll("\\R {2,4}(?=[^ ])(?!  )", " ").split("\\R")));
        while (!left.isEmpty()) {
            String line = left.remove(0);
            if (!left.isEmpty() && left.get(0).matches("-{10,}")) {
                left.remove(0);
                table(line, left);
            } else if (!line.isBlank()) {
                statement(line);
            }
        }
    }

    private void statement(String line) {
        for (Map.Entry<Pattern, Consumer<MatchResult>> known : statements.entrySet()) {
            Matcher matcher = known.getKey().matcher(line);
            if (matcher.matches()) {
                known.getValue().accept(matcher);
                return;
            }
        }
        throw new AssertionError("nothing is known of: " + line);
    }

    private void says(String pattern, Consumer<MatchResult> check) {
        statements.put(Pattern.compile(pattern), check);
    }

    private void assertSame(String pointer, String printed) {
        JsonNode recorded = record.at(pointer);
        if (recorded.isNumber()) {
            assertNear(recorded, printed);
        } else {
            assertEquals(recorded.asText(), printed, pointer);
        }
    }

    /** To half a unit of the last printed digit. */
    private static void assertNear(JsonNode recorded, String printed) {
        assertNear(recorded, printed, 1);
    }

    private static void assertNear(JsonNode recorded, String printed, double times) {
        String plain = printed.replaceAll("[,% ]", "");
        int point = plain.indexOf('.');
        double half = 0.5 * Math.pow(10, point < 0 ? 0 : point + 1 - plain.length());
        assertTrue(recorded.isNumber(), () -> printed + " is not recorded");
        assertEquals(
                times * recorded.asDouble(), Double.parseDouble(plain), half * (1 + 1e-9), recorded + " " + printed);
    }

    private void assertShown(String words) {
        assertTrue(page.contains(words), () -> "not on the page: " + words);
    }

    private void ofRun() {
        says(
                "Device: (.*?), asked for.*",
                m -> assertSame("/device/device", m.group(1).toUpperCase(Locale.ROOT)));
        says(
                "Data: (.*), (\\d+) training and (\\d+) test (images of .*|rows)(?:, (\\d+) held out for validation|, in 5 folds: .*)?",
                m -> {
                    assertSame("/data/folder", m.group(1));
                    String noun = m.group(4).equals("rows") ? "Rows" : "Images";
                    assertSame("/data/training" + noun, m.group(2));
                    assertSame("/data/test" + noun, m.group(3));
                    if (m.group(5) != null) {
                        assertSame("/data/validation" + noun, m.group(5));
                    }
                });
        says("Classes: (\\d+) \\(.*\\); pixels normalised by .*", m -> {});
        says("Network: (.*)", m -> {
            assertSame("/config/setup", m.group(1));
            assertShown(m.group(1));
        });
        says(
                "Size: (.*) parameters",
                m -> assertEquals(
                        Setup.parse(record.at("/config/setup").asText())
                                .network()
                                .parameters(),
                        Long.parseLong(m.group(1).replace(",", ""))));
        says(
                "Trainer: (by hand|Deeplearning4j).*",
                m -> assertEquals(
                        m.group(1).equals("by hand"),
                        record.at("/config/method/trainer").asText().equals("BY_HAND")));
        says("Page: file:(.*)", m -> assertTrue(m.group(1).endsWith("/run/run.html"), m.group()));
        says(
                "Resumed: after (\\d+) steps and (\\d+) finished epochs",
                m -> assertEquals(record.path("epochs").size() - 1, Integer.parseInt(m.group(2))));
        says("Weights: sha256 (" + SHA256 + ")", m -> assertSame("/parametersSha256", m.group(1)));
        says("Time: [\\d.,]+ s in all.*", m -> {});
        says("Run: (.*)", m -> assertEquals(run.toString(), m.group(1)));
        says("(Next: .*| {6}\\S.*)", m -> assertTrue(m.group().contains(run.toString()), m.group()));
    }

    private void ofTraining() {
        says(
                "(Validation|Test) Epoch: (\\d+)  Average loss: (\\S+)  (?:Accuracy: (\\d+)/\\d+ \\((.*)%\\)|RMSE: (\\S+)  R2: (\\S+))(?:  .* s)?",
                m -> {
                    String epoch = "/epochs/" + (Integer.parseInt(m.group(2)) - 1) + "/"
                            + m.group(1).toLowerCase(Locale.ROOT);
                    assertSame(epoch + "Loss", m.group(3));
                    if (m.group(4) == null) {
                        assertSame(epoch + "Rmse", m.group(6));
                        assertSame(epoch + "R2", m.group(7));
                    } else {
                        assertSame(epoch + "AccuracyPercent", m.group(5));
                    }
                });
        says(
                "Model: epoch (\\d+), with the lowest (.*) \\((\\S+)\\); test (?:accuracy (.*)%|RMSE (.*))",
                m -> {
                    assertSame("/bestEpoch", m.group(1));
                    String best = "/epochs/" + (Integer.parseInt(m.group(1)) - 1);
                    assertShown("is that of epoch " + m.group(1) + ", which has the lowest " + m.group(2) + ".");
                    assertSame(best + "/validationLoss", m.group(3));
                    assertSame(
                            m.group(4) == null ? best + "/testRmse" : best + "/testAccuracyPercent",
                            m.group(4) == null ? m.group(5) : m.group(4));
                });
        says("Stopped after epoch (\\d+): .* has not fallen for (\\d+) epochs?\\.", m -> {
            assertSame("/stop", "PATIENCE");
            assertEquals(record.path("epochs").size(), Integer.parseInt(m.group(1)));
            assertEquals(Integer.parseInt(m.group(1)) - record.path("bestEpoch").asInt(), Integer.parseInt(m.group(2)));
        });
        says("Stopped after (\\d+) steps and (\\d+) finished epochs: the time limit of (.*) s is used up\\.", m -> {
            assertSame("/stop", "TIME_LIMIT");
            assertSame("/steps", m.group(1));
            assertEquals(record.path("epochs").size(), Integer.parseInt(m.group(2)));
        });
        says("Go on with: .*", m -> assertTrue(m.group().contains("train --resume " + run), m.group()));
        says("The (?:network|linear model) (does not beat|beats) .*", m -> {
            assertSame("/worth/words", m.group());
            assertShown(m.group());
            boolean beats = record.at("/worth/beatsBaseline").asBoolean()
                    && record.at("/worth/beatsLinear").asBoolean(true);
            assertEquals(beats, m.group(1).equals("beats"));
            assertEquals(
                    m.group().startsWith("The linear"),
                    !record.at("/config/setup")
                            .asText()
                            .split(" ")[0]
                            .replaceFirst("-", "")
                            .contains("-"));
        });
        says(
                "(Try it without options|Network and epoch were chosen|Balanced class weights cost|Next: give more pictures|Or start from a model) .*",
                m -> assertTrue(
                        !record.at("/worth/beatsBaseline").asBoolean()
                                || !record.at("/worth/beatsLinear").asBoolean(true),
                        m.group()));
    }

    private void ofTable() {
        says("(.*): 240 rows, 6 columns \\(.*\\)", m -> assertSame("/data/folder", m.group(1)));
        says("Inputs: .*", m -> {});
        says("Target (\\w+): .*", m -> assertSame("/config/source/table/target", m.group(1)));
        says("Parts: (\\d+) rows to train(?: and validate, in 5 folds|, (\\d+) to validate), (\\d+) to test", m -> {
            assertSame("/data/trainingRows", m.group(1));
            assertSame("/data/validationRows", m.group(2) == null ? "0" : m.group(2));
            assertSame("/data/testRows", m.group(3));
        });
        says(
                "Candidates, compared .*",
                m -> record.at("/config/source/candidates/entries")
                        .forEach(entry -> assertTrue(
                                m.group()
                                        .replaceAll(" +", " ")
                                        .contains(entry.path("name").asText() + ": "
                                                + entry.path("setup")
                                                        .asText()
                                                        .replace(
                                                                "huber",
                                                                record.at("/config/source/candidates/findsLoss")
                                                                                .asBoolean()
                                                                        ? "mse"
                                                                        : "huber")),
                                m.group())));
        says(
                "On the (\\d+) (?:validation rows|training rows, in 5 folds):",
                m -> assertSame("/config/source/candidates/verdict/rows", m.group(1)));
        says("(The .* is taken|Nothing beats guessing).*", m -> {
            assertSame("/config/source/candidates/verdict/words", m.group());
            assertShown(m.group());
        });
        says(
                "(Answers stay within|Intervals are for|Temperature|Probabilities have|\"|No row reaches).*",
                m -> assertShown(m.group()));
        says(
                "(Confidence intervals count|Intervals: answer|Calibration error|Positive class: ).*",
                m -> assertShown(m.group()));
        says(
                "On the (\\d+) test rows; the baseline answers every row with .*",
                m -> assertSame("/data/testRows", m.group(1)));
        says("Permutation importance: .*", m -> assertShown(m.group()));
    }

    /** Takes the table's lines from those that are left. */
    private void table(String heading, List<String> left) throws IOException {
        List<String> names = List.of(heading.strip().split(" {2,}"));
        List<List<String>> rows = new ArrayList<>();
        while (!left.isEmpty()
                && left.get(0).matches("\\S.*  .*| +\\d .*")
                && (rows.isEmpty() || !isSentence(left.get(0)))) {
            rows.add(List.of(left.remove(0).strip().split(" {2,}")));
            while (!left.isEmpty() && left.get(0).matches(" {6,}\\S.*")) {
                left.remove(0); // the rest of long cells
            }
        }
        assertTrue(!rows.isEmpty(), heading);
        switch (names.get(0)) {
            case "column" -> columns(names, rows);
            case "choice" -> choices(rows);
            case "candidate" -> candidates(rows);
            case "accuracy", "RMSE" -> measures(names, rows);
            default -> classes(names, rows);
        }
    }

    private boolean isSentence(String line) {
        return statements.keySet().stream()
                .anyMatch(known -> known.matcher(line).matches());
    }

    private void columns(List<String> names, List<List<String>> rows) {
        if (names.contains("rise")) {
            rows.forEach(row -> assertTrue(
                    page.contains("<td>" + row.get(0) + "</td>")
                            && page.contains(">" + row.get(1) + "</td><td>" + row.get(2) + "<"),
                    row.toString()));
            return;
        }
        TreeSet<String> used = new TreeSet<>();
        record.at("/data/columnUse").forEach(use -> used.add(use.path("column").asText()));
        TreeSet<String> printed = new TreeSet<>();
        rows.forEach(row -> printed.add(row.get(0)));
        assertEquals(used, printed);
    }

    private void choices(List<List<String>> rows) {
        Setup setup = Setup.parse(record.at("/config/setup").asText());
        for (List<String> row : rows) {
            String value = row.get(1);
            String trained = switch (row.get(0)) {
                case "output nodes" -> "" + setup.network().outputs();
                case "output activation" -> setup.network().outputActivation().label();
                case "loss" ->
                    value.contains(" or ")
                                    && value.contains(setup.network().loss().label())
                            ? value
                            : setup.network().loss().label();
                case "hidden activation" -> setup.network().activation(1).label();
                case "hidden units" ->
                    setup.network().hidden().isEmpty()
                            ? "0"
                            : String.join(
                                    ",",
                                    setup.network().units().stream()
                                            .map(String::valueOf)
                                            .toList());
                case "hidden layers" -> "" + setup.network().hidden().size();
                case "optimizer" -> setup.training().optimizer().kind().label();
                case "weight decay" ->
                    setup.training().optimizer().weightDecay() == 0
                            ? "0"
                            : "" + setup.training().optimizer().weightDecay();
                case "dropout" ->
                    setup.network().dropout() == 0 ? "0" : "" + setup.network().dropout();
                case "batch" -> "" + setup.training().batch();
                case "epochs" -> "" + setup.training().epochs();
                default -> throw new AssertionError(row.toString());
            };
            assertEquals(trained, value, row.toString());
        }
    }

    private void candidates(List<List<String>> rows) {
        JsonNode candidates = record.at("/config/source/candidates");
        assertEquals(candidates.path("entries").size() + 1, rows.size());
        for (int i = 0; i < rows.size() - 1; i++) {
            JsonNode entry = candidates.path("entries").path(i);
            List<String> row = rows.get(i);
            assertEquals(entry.path("name").asText(), row.get(0));
            assertNear(entry.at("/score/epoch"), row.get(1).replaceFirst(" of .*", ""));
            assertNear(entry.at("/score/loss"), row.get(2));
            assertNear(
                    entry.at("/score/rmse").isNumber() ? entry.at("/score/rmse") : entry.at("/score/accuracyPercent"),
                    row.get(3));
        }
        assertNear(candidates.at("/verdict/guessing"), rows.get(rows.size() - 1).get(1));
    }

    private void measures(List<String> names, List<List<String>> rows) throws IOException {
        JsonNode measures = json(run, "measures.json");
        Map<String, String> members = Map.of(
                "RMSE",
                "rmse",
                "MAE",
                "mae",
                "R2",
                "r2",
                "accuracy",
                "accuracy",
                "balanced",
                "balancedAccuracy",
                "log loss",
                "logLoss",
                "ROC AUC",
                "rocAuc",
                "PR AUC",
                "prAuc",
                "Brier",
                "brier");
        boolean linear = record.at("/config/setup").asText().matches("\\d+-\\d+ .*");
        boolean competed = record.at("/config/source/candidates/verdict").isObject();
        assertEquals(competed && !linear, measures.has("linear model"));
        for (List<String> row : rows) {
            String key = row.get(0).equals("linear model") && linear ? "network" : row.get(0);
            for (int i = 0; i < names.size(); i++) {
                String cell = row.get(i + 1);
                assertShown(cell);
                String member = members.get(names.get(i));
                if (member != null && !cell.equals("-")) {
                    assertNear(measures.path(key).path(member), cell, cell.endsWith("%") ? 100 : 1);
                }
            }
        }
        assertEquals(
                Arrays.asList("network", "baseline"),
                List.of(measures.fieldNames().next(), rows.get(rows.size() - 1).get(0)));
    }

    private void classes(List<String> names, List<List<String>> rows) throws IOException {
        assertSame("/config/source/table/target", names.get(0));
        JsonNode measures = json(run, "measures.json");
        JsonNode decided = measures.has("at cut-off") ? measures.path("at cut-off") : measures.path("network");
        for (int i = 0; i < rows.size(); i++) {
            JsonNode of = decided.path("classes").path(i);
            List<String> row = rows.get(i);
            for (int j = 1; j < 4; j++) {
                assertNear(of.path(List.of("", "precision", "recall", "f1").get(j)), row.get(j));
            }
            assertEquals(of.path("rows").asText(), row.get(4));
        }
    }
}
