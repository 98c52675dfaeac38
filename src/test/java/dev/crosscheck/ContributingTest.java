package dev.crosscheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.cli.CrosscheckCommand;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** CONTRIBUTING.md lists the files that a new activation, loss, optimizer or command needs: each of them mentions all that there are. */
class ContributingTest {
    private static final Pattern ROW = Pattern.compile("^\\| (\\S+\\.\\w+) \\|", Pattern.MULTILINE);

    private static final List<List<String>> ACTIVATIONS = Stream.of(Elementwise.values())
            .filter(each -> each != Elementwise.IDENTITY)
            .map(each -> List.of(each.name(), each.label()))
            .toList();

    static Stream<Arguments> lists() {
        return Stream.of(
                Arguments.of("an activation", ACTIVATIONS),
                Arguments.of(
                        "a loss",
                        // Half the squared error is the course's; no network trains with it.
                        names(Stream.of(Loss.values())
                                .filter(each -> each != Loss.HALF_SQUARED_ERROR)
                                .map(each -> List.of(each.name(), each.label())))),
                Arguments.of(
                        "an optimizer",
                        names(Stream.of(OptimizerSpec.Kind.values()).map(each -> List.of(each.name(), each.label())))));
    }

    private static List<List<String>> names(Stream<List<String>> names) {
        return names.toList();
    }

    @ParameterizedTest
    @MethodSource("lists")
    void everyFileInTheListMentionsAll(String kind, List<List<String>> names) throws IOException {
        List<Path> files = files(kind);
        assertEquals(List.of(), forgotten(files, names));
    }

    /** The few losses and optimizers meet by chance in many files; the activations do not. */
    @Test
    void noOtherFileOfTheProgramMentionsAllActivations() throws IOException {
        List<Path> listed = files("an activation");
        try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
            List<Path> others = files.filter(file -> file.toString().matches(".*\\.(java|js|txt)"))
                    .filter(file -> !listed.contains(file))
                    .toList();
            assertTrue(others.size() > listed.size());
            for (Path file : others) {
                assertNotEquals(List.of(), forgotten(List.of(file), ACTIVATIONS), file + " is not in CONTRIBUTING.md");
            }
        }
    }

    /** Each page names it as it is typed, {@code crosscheck train}; {@code Commands.java} is where the names come from. */
    @Test
    void everyPageInTheListMentionsEachCommand() throws IOException {
        List<Path> pages = files("a command").stream()
                .filter(file -> file.toString().endsWith(".md"))
                .toList();
        List<List<String>> names = CrosscheckCommand.parser().getSubcommands().keySet().stream()
                .filter(name -> !name.equals("help"))
                .map(name -> List.of("crosscheck " + name))
                .toList();
        assertEquals(List.of(), forgotten(pages, names));
    }

    private static List<String> forgotten(List<Path> files, List<List<String>> names) throws IOException {
        assertFalse(files.isEmpty());
        assertFalse(names.isEmpty());
        List<String> forgotten = new ArrayList<>();
        for (Path file : files) {
            assertTrue(Files.exists(file), () -> file + " is named by CONTRIBUTING.md and is not there");
            String text = Files.readString(file);
            names.stream()
                    .filter(each -> each.stream().noneMatch(name -> mentions(text, name)))
                    .forEach(each -> forgotten.add(file + " does not mention " + each.get(0)));
        }
        return forgotten;
    }

    private static List<Path> files(String kind) throws IOException {
        String text = Files.readString(Path.of("CONTRIBUTING.md"));
        int start = text.indexOf("\n## To add " + kind + "\n");
        assertTrue(start >= 0, kind);
        int end = text.indexOf("\n## ", start + 1);
        Matcher rows = ROW.matcher(text.substring(start, end < 0 ? text.length() : end));
        return rows.results().map(row -> Path.of(row.group(1))).toList();
    }

    /** As a word of its own, in any spelling: LEAKY_RELU, leaky-relu, LeakyReLU. */
    private static boolean mentions(String text, String name) {
        String spelling = name.toLowerCase(Locale.ROOT).replaceAll("[_ -]", "[_ -]?");
        return Pattern.compile("(?<![a-z])" + spelling + "(?![a-z])", Pattern.CASE_INSENSITIVE)
                .matcher(text)
                .find();
    }
}
