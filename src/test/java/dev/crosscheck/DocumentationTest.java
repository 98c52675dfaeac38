package dev.crosscheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.cli.CrosscheckCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The documentation says what is so: its commands parse, its table lists the commands, its links lead somewhere. */
class DocumentationTest {
    private static final Pattern WITH_MAVEN = Pattern.compile("mvn [^\\n]*-Dexec\\.args=\"([^\"]*)\"");
    private static final Pattern WITH_JAVA = Pattern.compile("java -jar target/crosscheck\\.jar ([^\\n]*)");
    private static final Pattern PLAIN = Pattern.compile("(?m)^(?:bin/)?crosscheck ([^\\n]*)");
    private static final Pattern TABLE_ROW = Pattern.compile("(?m)^\\| `crosscheck ([a-z]+)[ `]");
    private static final Pattern CHAPTERS = Pattern.compile("(?m)^\\| `crosscheck course CHAPTER` (.*)$");
    private static final Pattern CODE = Pattern.compile("`([a-z]+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!http)([^)#]+)");

    private static final Pattern QUOTED = Pattern.compile("(\"[^\"]*\"|'[^']*'|[^\\s\"'])+");

    private static final CommandLine PROGRAM = CrosscheckCommand.parser();

    static List<String> commands() throws IOException {
        List<String> commands = new ArrayList<>();
        for (Path page : pages()) {
            String text = Files.readString(page);
            Stream.of(WITH_MAVEN, WITH_JAVA, PLAIN)
                    .flatMap(pattern -> pattern.matcher(text).results())
                    .map(match -> match.group(1).strip())
                    // The command above it makes this folder.
                    .map(command -> command.replace("target/tensorflow", "target"))
                    .forEach(commands::add);
        }
        return commands;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandOfThePagesParses(String arguments) {
        CommandLine.ParseResult parsed = PROGRAM.parseArgs(words(arguments));
        assertTrue(parsed.hasSubcommand(), arguments);
    }

    /** As a shell takes them: quotes keep words together. */
    private static String[] words(String arguments) {
        return QUOTED.matcher(arguments)
                .results()
                .map(match -> match.group().replaceAll("[\"']", ""))
                .toArray(String[]::new);
    }

    /** The projects in src/consumers are built and run: what the page shows is theirs, and it links to all else of them. */
    @Test
    void theLibrarysPageShowsTheProjectsThatDependOnCrosscheck() throws IOException {
        String page = Files.readString(Path.of("docs", "library.md"));
        List<String> shown = blocks(page, "java");
        int found = 0;
        String poms = "";
        try (Stream<Path> files = Files.walk(Path.of("src", "consumers"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file);
                if (shown.contains(text)) {
                    found++;
                } else if (file.toString().endsWith(".java")) {
                    assertTrue(page.contains("](../" + file + ")"), file.toString());
                } else if (file.endsWith("pom.xml")) {
                    poms += text.replaceAll("(?m)^ +", "");
                }
            }
        }
        assertEquals(1, shown.size());
        assertEquals(1, found, "the program of the page is one of a project");
        assertEquals(1, blocks(page, "xml").size());
        assertTrue(poms.contains(blocks(page, "xml").get(0).replaceAll("(?m)^ +", "")), poms);
    }

    private static List<String> blocks(String page, String language) {
        return Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$")
                .matcher(page)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    @Test
    void theReadmeNamesTheTwoCommandsAndEachSubcommand() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        assertTrue(readme.contains("\nmvn compile exec:java\n") && readme.contains("\nmvn verify\n"));
        assertFalse(commands().isEmpty());
        TreeSet<String> listed = new TreeSet<>();
        String table = readme.substring(readme.indexOf("## Commands"), readme.indexOf("Each has `--help`"));
        TABLE_ROW.matcher(table).results().map(match -> match.group(1)).forEach(listed::add);
        TreeSet<String> commands = new TreeSet<>(PROGRAM.getSubcommands().keySet());
        commands.removeIf(name -> PROGRAM.getSubcommands()
                .get(name)
                .getCommandSpec()
                .usageMessage()
                .hidden());
        assertEquals(commands, listed);
        TreeSet<String> chapters = new TreeSet<>();
        Matcher row = CHAPTERS.matcher(table);
        assertTrue(row.find(), table);
        CODE.matcher(row.group(1)).results().map(match -> match.group(1)).forEach(chapters::add);
        assertEquals(
                new TreeSet<>(
                        PROGRAM.getSubcommands().get("course").getSubcommands().keySet()),
                chapters);
    }

    @ParameterizedTest
    @MethodSource("linking")
    void everyLinkLeadsToAFile(Path page) throws IOException {
        for (MatchResult link : LINK.matcher(Files.readString(page)).results().toList()) {
            Path target = page.toAbsolutePath().resolveSibling(link.group(1));
            assertTrue(Files.exists(target), page + " links to " + link.group(1));
        }
    }

    static List<Path> linking() throws IOException {
        try (Stream<Path> docs = Files.walk(Path.of("docs", "notebooks"));
                Stream<Path> notebooks = Files.list(Path.of("notebooks"))) {
            Stream<Path> both = Stream.concat(docs, notebooks)
                    .filter(file -> file.toString().endsWith(".ipynb"));
            return Stream.concat(pages().stream(), both).toList();
        }
    }

    static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of(
                                    Path.of("README.md"),
                                    Path.of("README.zh-CN.md"),
                                    Path.of("data", "README.md"),
                                    Path.of("notebooks", "README.md"),
                                    Path.of("src", "reference", "README.md")),
                            docs)
                    .filter(page -> page.toString().endsWith(".md"))
                    .toList();
        }
    }
}
