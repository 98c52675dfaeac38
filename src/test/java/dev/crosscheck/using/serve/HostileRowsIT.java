package dev.crosscheck.using.serve;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.using.predict.PenguinModels;
import dev.crosscheck.using.predict.TableModel;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows as large as a body may be: each is answered or refused at once, with little memory and no long answer. */
class HostileRowsIT {
    private static final int LARGEST = ServerLimits.OF_ROWS.bodyBytes();

    /** Text of two bytes a character, and its names: some hundred bytes for each of a million tokens would be garbage at once. */
    private static final long MOST_ALLOCATED = 128 << 20;

    /** What the limits on rows, values and problems leave. */
    private static final int LONGEST_ANSWER = 512 << 10;

    @ParameterizedTest(name = "{0}{1}{1}...")
    @CsvSource(
            delimiter = '|',
            value = {
                "[                     | {},",
                "[                     | [",
                "[{\"a\":              | [",
                "[{\"a\":[             | 1,",
                "{\"a\":               | {\"a\":",
                "{                     | \"a\":1,",
                "{                     | \"year\":1,",
                "{\"                   | name",
                "{\"island\":\"        | text",
                "{\"year\":            | 1",
                "{\"year\":1e          | 9",
                "{\"year\":0.          | 0",
                "[                     | {\"wing\":1},",
                "[                     | {\"year\":\"x\"},",
                "[                     | {\"yaer\":1,\"aeyr\":2},",
                "''                    | ' '",
                "[                     | null,"
            })
    void areRefusedAtOnceWithLittleMemory(String start, String more) {
        TableModel model = PenguinModels.of("species");
        Answers answers = new RowAnswers(model, TableFacts.of("m", model, null, 0.5, "test"));
        String text = start + more.repeat((LARGEST - start.length()) / more.length());
        byte[] json = text.getBytes(StandardCharsets.US_ASCII);
        String refusal = assertTimeoutPreemptively(ofSeconds(30), () -> {
            long before = allocated();
            String told = answer(answers, json);
            long used = allocated() - before;
            assertTrue(used < MOST_ALLOCATED, "allocated " + used + " bytes");
            return told;
        });
        assertTrue(refusal.length() < 300, refusal);
        assertFalse(refusal.contains("\n"), refusal);
    }

    private static String answer(Answers answers, byte[] json) {
        try {
            answers.answer("application/json", json);
            throw new AssertionError("it was answered");
        } catch (CrosscheckException e) {
            return e.getMessage() + e.remedy();
        }
    }

    /** Four hundred rows, each wrong in as many ways as are told, or with every cell to be remarked on. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"nobody knows this column at all, nor the next\":1}",
                "{\"island\":\"Atlantis\",\"bill_length_mm\":1,\"bill_depth_mm\":1,\"flipper_length_mm\":1,\"body_mass_g\":1,"
                        + "\"sex\":\"other\",\"year\":null}"
            })
    void aThousandBadRowsHaveNoLongAnswer(String row) {
        TableModel model = PenguinModels.of("species");
        Answers answers = new RowAnswers(model, TableFacts.of("m", model, null, 0.5, "test"));
        String text = "[" + (row + ",").repeat(399) + row + "]";
        Answers.Reply reply = assertTimeoutPreemptively(
                ofSeconds(30), () -> answers.answer("application/json", text.getBytes(StandardCharsets.UTF_8)));
        int bytes = Replies.json(reply.body()).length;
        assertTrue(bytes < LONGEST_ANSWER, bytes + " bytes");
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
