package dev.crosscheck.using.serve;

import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.table.Decision;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.TableDoor;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.run.Mismatch;
import dev.crosscheck.using.predict.ImageClassifier;
import dev.crosscheck.using.predict.TableModel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** Lets the fuzzers in to this package's readers. */
public final class ServeDoor {
    private static final Pattern DEFECT = Pattern.compile("(?m)^HTTP/1\\.[01] 500 ");

    private ServeDoor() {}

    /** Reads a drawing, as a request's body has it. */
    public static void drawing(byte[] json) {
        Drawing.read(json);
    }

    /** Reads rows, as a request's body has them, and answers them. */
    public static void rows(byte[] json) {
        Replies.json(Table.ANSWERS.answer("application/json", json).body());
    }

    /** The answers of a table's model, made when they are first needed. */
    private static final class Table {
        private static final Answers ANSWERS = answers();

        private static Answers answers() {
            try {
                Preprocessing preprocessing = Preprocessing.parse(TableDoor.seed());
                Network network = Network.of(preprocessing.width(), List.of(3), 2, Elementwise.RELU, Softmax.SOFTMAX);
                TableModel model = new TableModel(network, network.initial(1), preprocessing, Decision.NONE);
                return new RowAnswers(model, TableFacts.of("m", model, null, 0.5, "test"));
            } catch (Mismatch e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /**
     * Answers the bytes of a connection.
     *
     * @throws AssertionError if the server does not close it, or says that it has a defect
     */
    public static void http(byte[] connection) {
        String answer = new String(Running.SERVER.answer(connection), StandardCharsets.ISO_8859_1);
        if (DEFECT.matcher(answer).find()) {
            throw new AssertionError("the server says that it has a defect:\n" + answer);
        }
    }

    /** The server, started when it is first needed. */
    private static final class Running {
        private static final HttpBytes SERVER = new HttpBytes(classifier());

        private static ImageClassifier classifier() {
            Network network = Network.of(784, List.of(2), 10, Elementwise.RELU, Softmax.SOFTMAX);
            return new ImageClassifier(network, network.initial(1), ImageForm.ofDigits(28, 28), null);
        }
    }
}
