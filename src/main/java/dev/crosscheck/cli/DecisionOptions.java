package dev.crosscheck.cli;

import dev.crosscheck.Members;
import dev.crosscheck.Printable;
import dev.crosscheck.data.table.DecisionSpec;
import dev.crosscheck.data.table.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What a table's answers are decided by: the positive class and its cut-off, and the intervals of numbers. */
final class DecisionOptions {
    private static final String POSITIVE = "positive";
    private static final String RECALL = "recall";
    private static final String PRECISION = "precision";
    private static final String COSTS = "costs";
    private static final String INTERVAL = "interval";

    @Option(
            names = "--decide",
            paramLabel = "BY",
            description = {
                "What answers are decided by, once or more:",
                "\"recall 0.9\": of the positive rows are found",
                "\"precision 0.8\": of the rows called positive are",
                "\"costs 1:5\": of a wrong alarm and of a missed row",
                "\"positive sick\": the class; default: the rarer",
                "\"interval 0.9\": of numbers are within theirs"
            })
    private List<String> decide = new ArrayList<>();

    /** @return whether the option was given */
    boolean given() {
        return !decide.isEmpty();
    }

    /** @throws picocli.CommandLine.ParameterException for what is not to be decided by, or several ways to a cut-off */
    DecisionSpec spec(CommandSpec command) {
        Map<String, String> wanted = wanted(command);
        if (Stream.of(RECALL, PRECISION, COSTS).filter(wanted::containsKey).count() > 1) {
            throw Checks.wrong(
                    command, "--decide: recall, precision and costs each choose the cut-off: give one of them.");
        }
        Double interval = number(command, wanted, INTERVAL);
        try {
            return new DecisionSpec(
                    wanted.get(POSITIVE),
                    costs(command, wanted.get(COSTS)),
                    number(command, wanted, RECALL),
                    number(command, wanted, PRECISION),
                    interval == null ? DecisionSpec.USUAL.interval() : interval);
        } catch (Members.Unfit e) {
            throw Checks.wrong(command, "Invalid value for option '--decide': " + e.getMessage());
        }
    }

    private Map<String, String> wanted(CommandSpec command) {
        List<String> known = List.of(RECALL, PRECISION, COSTS, POSITIVE, INTERVAL);
        Map<String, String> wanted = new LinkedHashMap<>();
        for (String each : decide) {
            String[] words = each.strip().split("[\\s:]+", 2);
            if (words.length < 2 || !known.contains(words[0])) {
                throw Checks.invalid(
                        command,
                        "--decide",
                        "recall, precision, costs, positive or interval with its value, as \"recall 0.9\"",
                        "'" + each + "'");
            }
            if (wanted.put(words[0], words[1]) != null) {
                throw Checks.wrong(command, "--decide: " + words[0] + " is given twice: give it once.");
            }
        }
        return wanted;
    }

    private static Double number(CommandSpec command, Map<String, String> wanted, String what) {
        String value = wanted.get(what);
        try {
            return value == null ? null : Double.valueOf(value);
        } catch (NumberFormatException e) {
            throw Checks.invalid(command, "--decide", what + " and a number", "'" + what + " " + value + "'");
        }
    }

    private static DecisionSpec.Costs costs(CommandSpec command, String value) {
        if (value == null) {
            return null;
        }
        try {
            String[] both = value.split(":", -1);
            if (both.length == 2) {
                return new DecisionSpec.Costs(Double.parseDouble(both[0]), Double.parseDouble(both[1]));
            }
        } catch (NumberFormatException | Members.Unfit e) {
            // said below
        }
        throw Checks.invalid(
                command,
                "--decide",
                "costs of a row wrongly called positive and of a missed one, above 0, as \"costs 1:5\"",
                "'" + COSTS + " " + value + "'");
    }

    /**
     * @param validation number of validation rows
     * @return the options for a table with this target
     * @throws picocli.CommandLine.ParameterException if they do not go with it
     */
    DecisionSpec of(CommandSpec command, Target target, int validation) {
        DecisionSpec spec = spec(command);
        Map<String, String> wanted = wanted(command);
        String name = Printable.quoted(target.name());
        if (!(target instanceof Target.OfClasses known)) {
            if (spec.wantsTwoClasses()) {
                throw Checks.wrong(
                        command, first(wanted) + " needs a target of two classes; " + name + " is a number.");
            }
            return spec;
        }
        if (wanted.containsKey(INTERVAL)) {
            throw Checks.wrong(command, "--decide interval needs a target that is a number; " + name + " has classes.");
        }
        if (spec.wantsTwoClasses() && known.labels().size() != 2) {
            throw Checks.wrong(
                    command,
                    first(wanted) + " needs a target of two classes; " + name + " has "
                            + known.labels().size() + ".");
        }
        if (spec.wantsCutOff() && validation == 0) {
            throw Checks.wrong(
                    command, first(wanted) + " needs validation rows to choose the cut-off on: add --validation 20%.");
        }
        if (spec.positive() == null) {
            return spec;
        }
        int label = known.indexOf(spec.positive());
        if (label < 0) {
            throw Checks.invalid(
                    command,
                    "--decide",
                    "as positive one of the classes "
                            + Printable.quoted(known.labels().get(0)) + " and "
                            + Printable.quoted(known.labels().get(1)),
                    Printable.quoted(spec.positive()));
        }
        return new DecisionSpec(
                known.labels().get(label), spec.costs(), spec.recall(), spec.precision(), spec.interval());
    }

    /** @return the first of what was given that needs two classes */
    private static String first(Map<String, String> wanted) {
        return "--decide "
                + wanted.keySet().stream()
                        .filter(what -> !what.equals(INTERVAL))
                        .findFirst()
                        .orElseThrow();
    }
}
