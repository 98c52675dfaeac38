package dev.crosscheck.proof.judge;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.process.Subprocess;
import dev.crosscheck.proof.compare.Rounding;
import dev.crosscheck.proof.judge.Judgement.Cause;
import dev.crosscheck.text.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares the output of a program with the correct training and, if they disagree, with the training with each known slip. A slip is named only if it
 * reproduces every number at every start.
 */
public final class Judge {
    private static final int LINES_SHOWN = 5;

    /** The number of known slips. */
    public static final int SLIPS = Slip.values().length;

    private final List<Start> starts;
    private final Map<Start, Recording> answers = new LinkedHashMap<>();
    private final Map<Start, String> failures = new LinkedHashMap<>();

    /**
     * @param setup the network that the program trains, with batch size, seed, optimizer and learning rate
     * @throws CrosscheckException if such a network cannot be judged
     */
    public Judge(Setup setup) {
        this.starts = Start.all(setup);
    }

    /**
     * Parses the line of a network. Unless the line has {@code epsilon:}, Adam's epsilon is placed as in the paper and in PyTorch.
     *
     * @param line the line, as for {@link Setup#parse(String, long)}
     * @param seed the seed if the line has none
     */
    public static Setup setup(String line, long seed) {
        Setup setup = Setup.parse(line, seed);
        OptimizerSpec optimizer = setup.training().optimizer();
        return optimizer.kind().state() < 2 || line.toLowerCase(Locale.ROOT).contains("epsilon:")
                ? setup
                : new Setup(setup.network(), setup.training().with(optimizer.with(Adam.Epsilon.ON_CORRECTED)));
    }

    /**
     * Searches for the slips that explain a recorded run.
     *
     * @param recording a run that disagrees with the right training
     * @return the known slips that each reproduce all of its numbers
     * @throws CrosscheckException if slips cannot be searched for in such a run
     */
    public static List<Cause> causes(Recording recording) {
        Start.requireSearchable(recording);
        double u = recording.u();
        Match match = Match.of(recording, false, Slip.Patch.NONE, u, null);
        return match.first() == null ? List.of() : causes(List.of(recording), false, u, match.clearest());
    }

    /** @return the text of each start by its name, in order */
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        starts.forEach(start -> texts.put(start.name(), RecordingText.of(start.run())));
        return texts;
    }

    /**
     * Runs the program once for each start and parses its output.
     *
     * @param command the program and its arguments
     * @param limits of each start
     * @param keep receives the name of each start and the program's output, before it is parsed
     * @throws CrosscheckException if the program fails at the first start, or its output there cannot be parsed
     */
    public void run(List<String> command, Subprocess.Limits limits, BiConsumer<String, String> keep) {
        run(start -> output(command, limits, start), keep);
    }

    /** @param program gives the output for a start */
    void run(Function<Start, String> program, BiConsumer<String, String> keep) {
        for (Start start : starts) {
            try {
                String text = program.apply(start);
                keep.accept(start.name(), text);
                answers.put(
                        start,
                        RecordingText.read("What it wrote at the start \"" + start.name() + "\"", text, start.run()));
            } catch (CrosscheckException e) {
                if (answers.isEmpty()) {
                    throw e;
                }
                failures.put(start, e.getMessage() + " " + e.remedy());
            }
        }
    }

    /**
     * Runs a program. It gets the starting text on standard input; its standard output is used as a whole, after it has ended with exit code 0.
     *
     * @throws CrosscheckException if it cannot be started, fails, exceeds a limit; the remedy quotes the end of its standard error
     */
    private static String output(List<String> command, Subprocess.Limits limits, Start start) {
        Subprocess.Ended ended;
        try {
            ended = Subprocess.of(command)
                    .reading(RecordingText.of(start.run()))
                    .toItsEnd(limits);
        } catch (IOException e) {
            throw new CrosscheckException(
                    Printable.line(String.join(" ", command)) + ": cannot be started: " + e.getMessage() + ".",
                    "Give the program and its arguments after --, as in: verify --judge -- python3 mine.py",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CrosscheckException("The program was interrupted.", "Start again.", e);
        }
        String problem = switch (ended.code()) {
            case Subprocess.Ended.LATE -> "took more than " + limits.seconds() + " s";
            case Subprocess.Ended.LARGE -> "held more than " + limits.megabytes() + " MB of memory";
            case Subprocess.Ended.MANY -> "ran more than " + Subprocess.Limits.MOST_PROCESSES + " processes";
            case Subprocess.Ended.LONG -> "wrote more than " + Subprocess.MOST_BYTES + " bytes";
            default -> "ended with exit code " + ended.code();
        };
        if (ended.code() != 0) {
            List<String> errors =
                    ended.errors().lines().filter(error -> !error.isBlank()).toList();
            List<String> last = errors.subList(Math.max(0, errors.size() - LINES_SHOWN), errors.size());
            throw new CrosscheckException(
                    "The program " + problem + " at the start \"" + start.name() + "\".",
                    last.isEmpty()
                            ? "It wrote nothing on standard error."
                            : "It wrote on standard error: " + Printable.line(String.join(" | ", last)));
        }
        return ended.output();
    }

    /** @return the result if the program failed at the first start, so that nothing was judged */
    public Told failed(String problem) {
        List<Judgement.StartResult> results = starts.stream()
                .map(start -> new Judgement.StartResult(
                        start.name(), start.shows(), 0, start == starts.get(0) ? problem : "Not run."))
                .toList();
        return new Told(Told.FAILED, "", List.of(), List.of(), List.of(), problem, results);
    }

    Collection<Recording> answers() {
        return answers.values();
    }

    public Judgement judgement() {
        boolean single = answers.values().stream().allMatch(answer -> answer.u() == Rounding.FLOAT);
        double u = single ? Rounding.FLOAT : Rounding.DOUBLE;
        Map<Start, Match> matches = matches(u);
        Difference first = differences(matches, Match::first).findFirst().orElse(null);
        Difference clearest = differences(matches, Match::clearest)
                .max(Comparator.comparingDouble(Difference::clarity))
                .orElse(null);
        List<Cause> causes = first == null ? List.of() : causes(answers.values(), true, u, clearest);
        List<String> notes = new ArrayList<>();
        if (first != null && causes.isEmpty()) {
            Map<Start, Match> asSingle = matches(Rounding.FLOAT);
            if (differences(asSingle, Match::first).findAny().isEmpty()) {
                notes.add("Not in double precision, though the numbers are doubles (start \"" + first.start() + "\", "
                        + first.words() + "): something is calculated in float, which explains all differences.");
                matches = asSingle;
                first = null;
                u = Rounding.FLOAT;
            }
        }
        Set<String> failed = failures.keySet().stream().map(Start::name).collect(Collectors.toSet());
        if (first == null && failed.equals(Set.of("huge"))) {
            notes.add("It fails only where logits are huge: " + Slip.SOFTMAX_WITHOUT_MAX.question);
        }
        return new Judgement(
                starts.get(0).run().title(),
                first == null && failures.isEmpty(),
                single ? "float32" : "float64",
                steps().flatMap(step -> step.values().stream())
                        .mapToLong(array -> array.data().length)
                        .sum(),
                matches.values().stream().mapToLong(Match::undecided).sum(),
                results(matches),
                first,
                first == null ? List.of() : right(matches, first),
                first == null ? Map.of() : at(matches, first).relations(),
                causes,
                first == null ? hidden(u) : List.of(),
                unwritten(),
                notes);
    }

    private Map<Start, Match> matches(double u) {
        Map<Start, Match> matches = new LinkedHashMap<>();
        answers.forEach((start, answer) -> matches.put(start, Match.of(answer, true, Slip.Patch.NONE, u, null)));
        return matches;
    }

    private static Stream<Difference> differences(Map<Start, Match> matches, Function<Match, Difference> which) {
        return matches.values().stream().map(which).filter(Objects::nonNull);
    }

    private static Match at(Map<Start, Match> matches, Difference first) {
        return matches.values().stream()
                .filter(match -> match.first() == first)
                .findFirst()
                .orElseThrow();
    }

    /** @return what is right up to the first difference, and in its step */
    private static List<String> right(Map<Start, Match> matches, Difference first) {
        List<String> right = new ArrayList<>();
        matches.forEach((start, match) -> {
            if (match.first() == null) {
                right.add("the start \"" + start.name() + "\"");
            }
        });
        if (first.step() > 1) {
            right.add(first.step() == 2 ? "step 1" : "steps 1 to " + (first.step() - 1));
        }
        List<String> arrays = at(matches, first).right();
        if (!arrays.isEmpty()) {
            right.add("in step " + first.step() + " " + String.join(", ", arrays));
        }
        return right;
    }

    private static List<Cause> causes(
            Collection<Recording> runs, boolean whole, double u, @Nullable Difference clearest) {
        return Arrays.stream(Slip.values())
                .filter(slip -> slip.patches.stream().anyMatch(patch -> fits(runs, whole, patch, u, clearest)))
                .map(slip -> new Cause(slip.label(), slip.question, slip.lookAt))
                .toList();
    }

    private static boolean fits(
            Collection<Recording> runs, boolean whole, Slip.Patch patch, double u, @Nullable Difference clearest) {
        return runs.stream()
                .allMatch(run -> Match.of(run, whole, patch, u, clearest).first() == null);
    }

    /** @return the slips that change this training, but too little to be noticed in these numbers */
    private List<String> hidden(double u) {
        return Arrays.stream(Slip.values())
                .filter(slip -> slip.patches.stream().allMatch(patch -> fits(answers.values(), true, patch, u, null)))
                .filter(slip -> slip.patches.stream().anyMatch(this::changesTraining))
                .map(Slip::label)
                .toList();
    }

    private boolean changesTraining(Slip.Patch patch) {
        return starts.stream()
                .map(Start::run)
                .anyMatch(run -> !values(run, patch).equals(values(run, Slip.Patch.NONE)));
    }

    static List<List<Double>> values(Recording run, Slip.Patch patch) {
        ReferenceTraining training = new ReferenceTraining(run, patch);
        List<List<Double>> values = new ArrayList<>();
        while (training.hasNext()) {
            training.step()
                    .values()
                    .forEach(array ->
                            values.add(Arrays.stream(array.data()).boxed().toList()));
        }
        return values;
    }

    /** @return the kinds of arrays that the program may write and did not */
    private List<String> unwritten() {
        Set<String> kinds = steps().flatMap(step -> step.keySet().stream())
                .map(name -> name.replaceFirst("(fc|conv).*", ""))
                .collect(Collectors.toSet());
        return Stream.concat(Stream.of(Recording.GRADIENT, ""), starts.get(0).run().moments().stream())
                .filter(prefix -> !kinds.contains(prefix))
                .map(prefix -> switch (prefix) {
                    case Recording.GRADIENT -> "gradients";
                    case "" -> "parameters";
                    default -> "moments " + prefix.charAt(0);
                })
                .toList();
    }

    private Stream<Map<String, Matrix>> steps() {
        return answers.values().stream().flatMap(answer -> answer.steps().stream());
    }

    private List<Judgement.StartResult> results(Map<Start, Match> matches) {
        return starts.stream()
                .map(start -> {
                    String failure = failures.get(start);
                    int steps = failure == null ? answers.get(start).steps().size() : 0;
                    Difference found = failure == null ? matches.get(start).first() : null;
                    String problem = failure != null ? failure : found == null ? "" : found.place();
                    return new Judgement.StartResult(start.name(), start.shows(), steps, problem);
                })
                .toList();
    }
}
