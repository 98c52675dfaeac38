package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.Soak;
import dev.crosscheck.nn.Setup;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A table from its raw file to answers: train, resume, predict, evaluate, and what is refused. */
class TableCommandsIT extends TableRuns {
    /** Two inputs, a class that follows from them, and a number that does. */
    private void madeTable(int rows) throws IOException {
        StringBuilder text = new StringBuilder("x,y,far,sum\n");
        for (int i = 0; i < rows; i++) {
            double x = i * 37 % 101 / 50.0 - 1;
            double y = i * 53 % 97 / 48.0 - 1;
            text.append(String.format(
                    Locale.ROOT, "%.4f,%.4f,%s,%.4f\n", x, y, x * x + y * y > 0.6 ? "yes" : "no", 3 * x - 2 * y + 10));
        }
        Files.writeString(folder.resolve("made.csv"), text);
    }

    @Test
    void penguinsFromTheFileToAnswers() throws IOException {
        Cli trained = trainChecked(PENGUINS + " --target species --out DIR/run");
        assertEquals(0, trained.code(), trained.err());
        trained.out()
                .lines()
                .filter(line -> !line.contains("crosscheck ")) // a command is one line, to be copied
                .forEach(line -> assertTrue(line.length() <= 80, line));
        assertTrue(trained.out().contains("Target species: 3 classes"), trained.out());
        assertTrue(trained.out().contains("\nOn the 275 training rows, in 5 folds:\n"), trained.out());
        assertFalse(trained.out().contains("hidden units"), trained.out());
        assertTrue(trained.out().contains("\nConfusion matrix (true species down, predicted across)\n"), trained.out());
        JsonNode measures = json("run/measures.json");
        // Of 69 rows: three wrong are far more than a network with other weights has had; guessing has 43 %.
        assertTrue(measures.at("/network/accuracy").asDouble() > 0.95, measures.toString());
        // A linear network is not compared with itself.
        boolean linear = Setup.parse(json("run/run.json").at("/config/setup").asText())
                .network()
                .hidden()
                .isEmpty();
        assertEquals(linear, measures.at("/linear model").isMissingNode(), measures.toString());
        assertTrue(measures.at("/baseline/accuracy").asDouble() < 0.5, measures.toString());
        JsonNode record = json("run/run.json");
        assertEquals("COMPLETED", record.path("status").asText());
        assertEquals(275, record.at("/data/trainingRows").asInt());
        assertTrue(record.at("/epochs/0/rowsPerSecond").asDouble() > 0, record.toString());
        assertFalse(record.toString().contains("mages"), record.toString());
        assertTrue(Files.readString(folder.resolve("run/metrics.csv"))
                .lines()
                .findFirst()
                .orElse("")
                .endsWith(",rows_per_second"));
        assertTrue(Files.readString(folder.resolve("run/run.html"))
                .contains("275 to train on, 0 to validate on, 69 to test on"));

        Cli told = run("predict DIR/run " + PENGUINS + " --out DIR/answers.csv");
        assertEquals(0, told.code(), told.err());
        List<String> answers = Files.readAllLines(folder.resolve("answers.csv"));
        assertEquals(345, answers.size());
        assertTrue(
                answers.get(0)
                        .endsWith(
                                ",year,predicted_species,probability_Adelie,probability_Chinstrap,probability_Gentoo"),
                answers.get(0));
        assertTrue(answers.get(1).startsWith("Adelie,Torgersen,39.1,18.7,181,3750,male,2007,Adelie,"), answers.get(1));

        Cli measured = run("evaluate DIR/run " + PENGUINS + " --out DIR/measured --json DIR/measured.json");
        assertEquals(0, measured.code(), measured.err());
        assertTrue(measured.err().contains("the model was trained on a part of these rows"), measured.err());
        assertTrue(json("measured.json").at("/measures/accuracy").asDouble() > 0.95);
        assertTrue(Files.exists(folder.resolve("measured/confusion.png")));
    }

    @Test
    @Tag(Soak.TAG)
    void aResumedRunHasTheSameBits() throws IOException {
        String options = PENGUINS + " --target body_mass_g --drop year --validation 20% --seed 3";
        assertEquals(
                0,
                train(options + " --with schedule:constant --epochs 4 --out DIR/whole")
                        .code());
        assertEquals(
                0,
                train(options + " --with schedule:constant --epochs 2 --out DIR/parts")
                        .code());
        Cli resumed = run("train --device cpu --resume DIR/parts --epochs 4");
        assertEquals(0, resumed.code(), resumed.err());
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("whole/model.safetensors")),
                Files.readAllBytes(folder.resolve("parts/model.safetensors")));
        Path other = Files.writeString(
                folder.resolve("penguins.csv"),
                Files.readString(Path.of(PENGUINS)).replace("39.1,", "39.2,"));
        Cli refused = run("train --device cpu --resume DIR/parts --epochs 5 --data " + other);
        assertEquals(1, refused.code());
        assertTrue(refused.err().contains("penguins.csv: expected SHA-256"), refused.err());
        Cli again = run("train --device cpu --resume DIR/parts --target sex");
        assertEquals(2, again.code());
    }

    @Test
    void twoClassesByOneProbability() throws IOException {
        madeTable(400);
        Cli trained = train("DIR/made.csv --target far --drop sum --epochs 60 --out DIR/run");
        assertEquals(0, trained.code(), trained.err());
        assertTrue(trained.out().contains("sigmoid"), trained.out());
        JsonNode measures = json("run/measures.json");
        // A ring about the middle: no straight line tells it, a hidden layer does.
        assertTrue(measures.at("/network/accuracy").asDouble() > 0.9, measures.toString());
        assertTrue(measures.at("/linear model/accuracy").asDouble() < 0.75, measures.toString());
        Files.writeString(folder.resolve("new.csv"), "note;x;y\n\"a;b\";0;0\nfar;1;1\n");
        Cli told = run("predict DIR/run/model.safetensors DIR/new.csv");
        assertEquals(0, told.code(), told.err());
        List<String> lines = told.out().lines().toList();
        assertEquals("note,x,y,predicted_far,probability_no,probability_yes", lines.get(0));
        assertTrue(lines.get(1).startsWith("a;b,0,0,no,"), lines.get(1));
        assertTrue(lines.get(2).startsWith("far,1,1,yes,"), lines.get(2));
    }

    /** A class, a column and a cell that a spreadsheet would run; the model's own answers read back what was written raw. */
    @Test
    void answersAreHarmlessInASpreadsheetUnlessAskedForRaw() throws IOException {
        StringBuilder text = new StringBuilder("@note,x,kind\n");
        for (int i = 0; i < 60; i++) {
            text.append("\"=HYPERLINK(\"\"http://x\"\")\",")
                    .append(i % 2 == 0 ? "-1.5,=1+1" : "2,+1+1")
                    .append('\n');
        }
        Files.writeString(folder.resolve("evil.csv"), text);
        assertEquals(
                0, train("DIR/evil.csv --target kind --epochs 30 --out DIR/run").code());
        Cli safe = run("predict DIR/run DIR/evil.csv --out DIR/safe.csv");
        assertEquals(0, safe.code(), safe.err());
        List<String> lines = Files.readAllLines(folder.resolve("safe.csv"));
        assertEquals("'@note,x,kind,predicted_kind,probability_+1+1,probability_=1+1", lines.get(0));
        assertTrue(lines.get(1).startsWith("\"'=HYPERLINK(\"\"http://x\"\")\",-1.5,'=1+1,'=1+1,"), lines.get(1));
        assertTrue(safe.err().contains("Cells that a spreadsheet would run as formulas: 181."), safe.err());
        Cli raw = run("predict DIR/run DIR/evil.csv --raw-text --out DIR/raw.csv");
        assertFalse(raw.err().contains("spreadsheet"), raw.err());
        assertTrue(Files.readString(folder.resolve("raw.csv"))
                .contains("\n\"=HYPERLINK(\"\"http://x\"\")\",-1.5,=1+1,=1+1,"));
        assertEquals(0, run("evaluate DIR/run DIR/raw.csv --out DIR/measured").code());
    }

    /** A file whose cells cannot be told apart by themselves, in an encoding that it does not tell. */
    @Test
    void howRowsAreCutCanBeGiven() throws IOException {
        madeTable(100);
        assertEquals(
                0, train("DIR/made.csv --target far --epochs 1 --out DIR/run").code());
        String text = "name!x!y!sum!far\nCa\u00f1on!0!0!1!no\nplain!1!1!2!yes\n";
        Files.write(folder.resolve("odd.csv"), text.getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(1, run("predict DIR/run DIR/odd.csv").code());
        Cli told = run("predict DIR/run DIR/odd.csv --delimiter ! --encoding ISO-8859-1");
        assertEquals(0, told.code(), told.err());
        assertTrue(told.out().contains("\nCa\u00f1on,0,0,1,no,"), told.out());
        Cli measured = run("evaluate DIR/run DIR/odd.csv --delimiter ! --encoding ISO-8859-1 --out DIR/measured");
        assertEquals(0, measured.code(), measured.err());
        Files.writeString(folder.resolve("bare.csv"), "0;0;1\n1;1;2\n");
        Cli bare = run("predict DIR/run DIR/bare.csv --no-header");
        assertTrue(bare.err().contains("expected a column \"x\", which the model takes"), bare.err());
        assertEquals(2, run("predict DIR/run DIR/odd.csv --encoding latin-99").code());
    }

    @Test
    void aNumberWithItsUnit() throws IOException {
        madeTable(300);
        Cli trained = train(
                "DIR/made.csv --target sum --drop far --with loss:huber --hidden 32,16 --batch 8 --validation 30 --out DIR/run");
        assertEquals(0, trained.code(), trained.err());
        assertTrue(trained.sentences().contains("--with loss:huber: against the guide"), trained.out());
        JsonNode measures = json("run/measures.json");
        assertTrue(measures.at("/network/r2").asDouble() > 0.95, measures.toString());
        assertTrue(Files.readString(folder.resolve("run/metrics.csv"))
                .startsWith("epoch,train_loss,validation_loss,validation_rmse,"));
        assertTrue(Files.readString(folder.resolve("run/run.html")).contains("test RMSE of epoch"));
        assertTrue(Files.exists(folder.resolve("run/residuals.png")));
        JsonNode last = json("run/run.json").path("epochs").path(0);
        assertTrue(last.has("testRmse") && last.path("testAccuracyPercent").isNull(), last.toString());
        Files.writeString(folder.resolve("new.csv"), "x,y\n0,0\nnear,0\nInfinity,1\n0.5,\n");
        Cli told = run("predict DIR/run DIR/new.csv");
        assertEquals(1, told.code(), told.err());
        assertTrue(
                told.err()
                        .contains(
                                "new.csv, line 3, column \"x\": expected a number, found \"near\"; the row has no answer."),
                told.err());
        assertTrue(told.err().contains("new.csv, line 4, column \"x\": expected"), told.err());
        List<String> lines = told.out().lines().toList();
        assertEquals(10, Double.parseDouble(lines.get(1).split(",")[2]), 0.5);
        assertEquals("near,0,,,", lines.get(2), "no answer, and no interval");
        assertFalse(lines.get(4).endsWith(","), "a missing value is replaced");
    }

    @Test
    void serveAnswersAsPredictDoes() throws IOException, InterruptedException {
        madeTable(200);
        Cli trained = train("DIR/made.csv --target sum --drop far --epochs 3 --out DIR/run");
        assertEquals(0, trained.code(), trained.err());
        assertTrue(trained.sentences().contains("Permutation importance: how much the RMSE of 50 validation rows, "));
        Cli inspected = run("inspect DIR/run --json DIR/inspect.json");
        assertTrue(inspected.sentences().contains("Permutation importance: how much the RMSE of 50 validation rows, "));
        JsonNode x = json("inspect.json").at("/importance/columns/0");
        assertEquals("x", x.path("name").asText());
        // The sum is 3 x - 2 y + 10: who answers it at all rests on x.
        assertTrue(x.path("rise").asDouble() > 0, x.toString());
        Files.writeString(folder.resolve("new.csv"), "x,y\n0.25,-0.5\n");
        String predicted =
                run("predict DIR/run DIR/new.csv").out().lines().toList().get(1).split(",")[2];
        StringWriter err = new StringWriter();
        PipedWriter pipe = new PipedWriter();
        CompletableFuture<Integer> code = new CompletableFuture<>();
        try (BufferedReader out = new BufferedReader(new PipedReader(pipe))) {
            Thread thread = new Thread(() -> code.complete(CrosscheckCommand.execute(
                    new PrintWriter(pipe, true),
                    new PrintWriter(err, true),
                    "serve",
                    folder.resolve("run").toString(),
                    "--port",
                    "0")));
            thread.start();
            String url = out.readLine().split(" ")[1];
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "api/predict"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"x\":0.25,\"y\":-0.5}"))
                    .build();
            String body = HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
            assertEquals(
                    Double.parseDouble(predicted),
                    new ObjectMapper().readTree(body).path("answer").asDouble(),
                    body);
            thread.interrupt();
            assertEquals(0, code.join(), err.toString());
        }
    }

    @Test
    void otherColumnsAreRefusedAndNothingIsWritten() throws IOException {
        madeTable(100);
        assertEquals(
                0, train("DIR/made.csv --target far --epochs 1 --out DIR/run").code());
        List<Cli> refused = new ArrayList<>();
        Files.writeString(folder.resolve("other.csv"), "x,why,sum\n1,2,3\n");
        refused.add(run("predict DIR/run DIR/other.csv --out DIR/answers.csv"));
        assertTrue(
                refused.get(0).err().contains("expected a column \"y\", which the model takes"),
                refused.get(0).err());
        Files.writeString(folder.resolve("ragged.csv"), "x,y,sum\n1,2,3\n1,2\n");
        refused.add(run("predict DIR/run DIR/ragged.csv --out DIR/answers.csv"));
        refused.add(run("predict DIR/run DIR/ragged.csv"));
        refused.add(run("evaluate DIR/run DIR/ragged.csv --out DIR/measured"));
        refused.add(run("export DIR/run --data DIR/other.csv --out DIR/exported"));
        for (Cli one : refused) {
            assertEquals(1, one.code(), one.err());
            assertEquals("", one.out());
            assertFalse(one.err().contains("\tat "), one.err());
        }
        assertFalse(Files.exists(folder.resolve("answers.csv")));
        assertFalse(Files.exists(folder.resolve("exported")));
        assertEquals(2, run("evaluate DIR/run").code());
        assertEquals(2, run("predict DIR/run DIR/made.csv --all").code());
        ImageIO.write(
                new BufferedImage(99, 99, BufferedImage.TYPE_INT_RGB),
                "jpg",
                folder.resolve("photo.jpg").toFile());
        Files.copy(folder.resolve("photo.jpg"), folder.resolve("photo"));
        for (String photo : List.of("photo.jpg", "photo")) {
            Cli picture = run("predict DIR/run DIR/" + photo);
            assertEquals(2, picture.code(), picture.err());
            assertTrue(
                    picture.err()
                            .startsWith(folder.resolve(photo)
                                    + ": a picture, and the model is one of a table, which takes a CSV file.\n"),
                    picture.err());
        }
        assertEquals(2, run("predict DIR/run DIR/made.csv DIR/other.csv").code());
    }
}
