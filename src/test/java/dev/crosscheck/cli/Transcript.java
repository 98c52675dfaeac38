package dev.crosscheck.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Commands and what they answer, from a text file: {@code $} begins a command, {@code exit} its exit code if it is not 0, {@code >} a line of
 * standard output and {@code !} one of standard error; {@code file NAME} and {@code :} write a file before; {@code #} explains. What is refused
 * must leave nothing where its result was to be.
 *
 * <p>{@code -Dtranscripts.refresh=true} records the answers anew, to be read as a diff. Exit codes are never recorded.
 *
 * @param lines of the transcript, with the answers that came
 * @param problems answers and exit codes that are not as the transcript has them
 */
record Transcript(List<String> lines, List<String> problems) {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    /** Plays a file's commands in this process, and compares what they answer, or records it where people read the diff. */
    static void check(Path file, UnaryOperator<String> mask) throws IOException {
        Transcript played = play(Files.readAllLines(file), mask);
        if (Boolean.getBoolean("transcripts.refresh") && System.getenv("CI") == null) {
            played.problems().removeIf(problem -> problem.contains("\nexpected\n"));
            Files.write(file, played.lines());
        }
        if (!played.problems().isEmpty()) {
            throw new AssertionError(file + ":\n" + String.join("\n", played.problems()));
        }
    }

    /** @param mask takes out of an answer what differs from run to run, and figures that other tests assert */
    static Transcript play(List<String> text, UnaryOperator<String> mask) throws IOException {
        Transcript played = new Transcript(new ArrayList<>(), new ArrayList<>());
        RunFolders.begin();
        int at = 0;
        while (at < text.size()) {
            String line = text.get(at++);
            played.lines().add(line);
            if (line.startsWith("file ")) {
                int end = end(text, at, ":");
                RunFolders.write(line.substring("file ".length()), text.subList(at, end));
                played.lines().addAll(text.subList(at, end));
                at = end;
            } else if (line.startsWith("$ crosscheck")) {
                int code = 0;
                if (at < text.size() && text.get(at).startsWith("exit ")) {
                    code = Integer.parseInt(text.get(at).substring("exit ".length()));
                    played.lines().add(text.get(at++));
                }
                int end = end(text, at, ">!");
                played.answer(line, code, text.subList(at, end), mask);
                at = end;
            }
        }
        return played;
    }

    private static int end(List<String> text, int from, String marks) {
        int end = from;
        while (end < text.size()
                && !text.get(end).isEmpty()
                && marks.indexOf(text.get(end).charAt(0)) >= 0) {
            end++;
        }
        return end;
    }

    private void answer(String line, int code, List<String> expected, UnaryOperator<String> mask) {
        String command = RunFolders.replaced(line.substring("$ crosscheck".length()));
        String[] words = WORD.matcher(command).results().map(Transcript::word).toArray(String[]::new);
        Set<Path> before = places(words);
        Cli result = Cli.run(words);
        List<String> answer = new ArrayList<>();
        mask.apply(RunFolders.named(result.out())).lines().forEach(said -> answer.add(("> " + said).strip()));
        mask.apply(RunFolders.named(result.err())).lines().forEach(said -> answer.add(("! " + said).strip()));
        if (code != result.code()) {
            problems.add("Exit code of " + line + ": expected " + code + ", found " + result.code() + "\n"
                    + String.join("\n", answer));
        } else if (!expected.equals(answer)) {
            problems.add(line + "\nexpected\n" + String.join("\n", expected) + "\nfound\n" + String.join("\n", answer));
        }
        if (result.code() != 0 && result.out().isEmpty() && !before.equals(places(words))) {
            problems.add(line + " was refused, and left something where its result was to be");
        }
        lines.addAll(answer);
    }

    /** @return which of the places that a command names for its results are there, and their folders */
    private static Set<Path> places(String[] words) {
        return IntStream.range(1, words.length)
                .filter(i -> words[i - 1].matches("--(out|json|sheet|save)"))
                .mapToObj(i -> Path.of(words[i]))
                .flatMap(place -> Stream.iterate(place, Objects::nonNull, Path::getParent))
                .filter(Files::exists)
                .collect(Collectors.toSet());
    }

    private static String word(MatchResult match) {
        return match.group(1) == null ? match.group(2) : match.group(1);
    }
}
