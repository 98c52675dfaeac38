package dev.crosscheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.cli.CrosscheckCommand;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** CONTRIBUTING.md lists the files that a new activation, loss, optimizer, layer or command needs: each of them mentions all that there are. */
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
                        Stream.of(Loss.values())
                                .filter(each -> each != Loss.HALF_SQUARED_ERROR)
                                .map(each -> List.of(each.name(), each.label()))
                                .toList()),
                Arguments.of(
                        "an optimizer",
                        Stream.of(OptimizerSpec.Kind.values())
                                .map(each -> List.of(each.name(), each.label()))
                                .toList()),
                Arguments.of(
                        "a kind of layer",
                        Stream.of(Layer.Kind.values())
                                .map(each -> List.of(each.name()))
                                .toList()));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void everyFileInTheListMentionsAll(String kind, List<List<String>> names) throws IOException {
        for (Path file : files(kind)) {
            assertEquals(List.of(), forgotten(file, names).toList(), file + " does not mention all");
        }
    }

    /** The few losses and optimizers meet by chance in many files; the activations do not. */
    @Test
    void noOtherFileOfTheProgramMentionsAllActivations() throws IOException {
        List<Path> listed = files("an activation");
        try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
            for (Path file : files.filter(file -> file.toString().matches(".*\\.(java|js|txt)"))
                    .filter(file -> !listed.contains(file))
                    .toList()) {
                assertTrue(forgotten(file, ACTIVATIONS).findAny().isPresent(), file + " is not in CONTRIBUTING.md");
            }
        }
    }

    /** Each page names it as it is typed, {@code crosscheck train}; {@code Commands.java} is where the names come from. */
    @Test
    void everyPageInTheListMentionsEachCommand() throws IOException {
        List<List<String>> names = CrosscheckCommand.parser().getSubcommands().keySet().stream()
                .filter(name -> !name.equals("help"))
                .map(name -> List.of("crosscheck " + name))
                .toList();
        for (Path file : files("a command")) {
            if (file.toString().endsWith(".md")) {
                assertEquals(List.of(), forgotten(file, names).toList(), file + " does not mention all");
            }
        }
    }

    private static Stream<List<String>> forgotten(Path file, List<List<String>> names) throws IOException {
        String text = Files.readString(file);
        return names.stream().filter(each -> each.stream().noneMatch(name -> mentions(text, name)));
    }

    private static List<Path> files(String kind) throws IOException {
        String text = Files.readString(Path.of("CONTRIBUTING.md"));
        int start = text.indexOf("\n## To add " + kind + "\n");
        assertTrue(start >= 0, kind);
        int end = text.indexOf("\n## ", start + 1);
        Matcher rows = ROW.matcher(text.substring(start, end < 0 ? text.length() : end));
        List<Path> files = rows.results().map(row -> Path.of(row.group(1))).toList();
        assertFalse(files.isEmpty());
        return files;
    }

    /** As a word of its own, in any spelling: LEAKY_RELU, leaky-relu, LeakyReLU. */
    private static boolean mentions(String text, String name) {
        String spelling = name.toLowerCase(Locale.ROOT).replaceAll("[_ -]", "[_ -]?");
        return Pattern.compile("(?<![a-z])" + spelling + "(?![a-z])", Pattern.CASE_INSENSITIVE)
                .matcher(text)
                .find();
    }
}
