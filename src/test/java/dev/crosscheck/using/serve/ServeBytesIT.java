package dev.crosscheck.using.serve;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crosscheck.HostileBytes;
import dev.crosscheck.HostileKind;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.table.Decision;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.run.Json;
import dev.crosscheck.using.predict.ImageClassifier;
import dev.crosscheck.using.predict.TableModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Bodies of requests, and all that a connection sends. */
class ServeBytesIT extends HostileBytes {
    private static final Pattern DEFECT = Pattern.compile("(?m)^HTTP/1\\.[01] 500 ");

    /** What the limits on rows, values and problems leave of an answer. */
    private static final int LONGEST_ANSWER = 512 << 10;

    @FuzzTest
    void drawing(byte[] json) throws IOException {
        hold(HostileKind.DRAWING, json, () -> Drawing.read(json));
    }

    @FuzzTest
    void rows(byte[] json) throws IOException {
        hold(HostileKind.ROWS, json, () -> {
            byte[] answer =
                    Replies.json(Table.ANSWERS.answer("application/json", json).body());
            assertTrue(answer.length < LONGEST_ANSWER, () -> "an answer of " + answer.length + " bytes");
        });
    }

    /** A connection is closed, and no answer says that the server has a defect. */
    @FuzzTest
    void http(byte[] connection) throws IOException {
        hold(HostileKind.HTTP, connection, () -> {
            String answer = new String(Digits.SERVER.answer(connection), StandardCharsets.ISO_8859_1);
            assertTrue(!DEFECT.matcher(answer).find(), () -> "the server says that it has a defect:\n" + answer);
        });
    }

    /** The answers of a table's model, made when they are first needed. */
    private static final class Table {
        private static final Answers ANSWERS = answers();

        private static Answers answers() {
            try {
                Path file = Path.of(
                        "src/test/resources/dev/crosscheck/data/table/TableBytesITInputs/preprocessing/classes");
                Preprocessing preprocessing = Json.read(Files.readAllBytes(file), Preprocessing.class);
                Network network = Network.of(preprocessing.width(), List.of(3), 2, Elementwise.RELU, Softmax.SOFTMAX);
                TableModel model = new TableModel(network, network.initial(1), preprocessing, Decision.NONE);
                return new RowAnswers(model, TableFacts.of("m", model, null, 0.5, "test"));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The server, started when it is first needed. */
    private static final class Digits {
        private static final HttpBytes SERVER = new HttpBytes(pictures(), ServerLimits.USUAL);

        private static Answers pictures() {
            Network network = Network.of(784, List.of(2), 10, Elementwise.RELU, Softmax.SOFTMAX);
            ImageForm form = ImageForm.MNIST;
            ImageClassifier classifier = new ImageClassifier(network, network.initial(1), form, null);
            return new PictureAnswers(classifier, ModelFacts.of("m", classifier, "test"));
        }
    }
}
