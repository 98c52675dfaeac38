package dev.crosscheck.cli;

import dev.crosscheck.data.table.DecisionSpec;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.limits.Members;
import dev.crosscheck.text.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What a table's answers are decided by: the positive class and its cut-off, and the intervals of numbers. */
final class DecisionOptions {
    private static final String POSITIVE = "positive";
    private static final String RECALL = "recall";
    private static final String PRECISION = "precision";
    private static final String COSTS = "costs";
    private static final String INTERVAL = "interval";
    private static final List<String> KNOWN = List.of(RECALL, PRECISION, COSTS, POSITIVE, INTERVAL);

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

    /** @throws picocli.CommandLine.ParameterException for what is not to be decided by, or several ways to a cut-off */
    DecisionSpec spec(CommandSpec command) {
        try {
            Map<String, String> wanted = wanted();
            Double interval = number(INTERVAL, wanted.get(INTERVAL));
            return new DecisionSpec(
                    wanted.get(POSITIVE),
                    costs(wanted.get(COSTS)),
                    number(RECALL, wanted.get(RECALL)),
                    number(PRECISION, wanted.get(PRECISION)),
                    interval == null ? DecisionSpec.USUAL.interval() : interval);
        } catch (Members.Unfit e) {
            throw Checks.wrong(command, "Invalid value for option '--decide': " + e.getMessage());
        }
    }

    /** @return what was given, by its name */
    private Map<String, String> wanted() {
        Map<String, String> wanted = new LinkedHashMap<>();
        for (String each : decide) {
            String[] words = each.strip().split("[\\s:]+", 2);
            if (words.length < 2 || !KNOWN.contains(words[0])) {
                String expected = String.join(", ", KNOWN) + " with a value, as \"recall 0.9\"";
                throw Members.unread("decide", expected, each, KNOWN);
            }
            String before = wanted.put(words[0], words[1]);
            Members.require(words[0], before == null, "one value", before + " and " + words[1]);
        }
        return wanted;
    }

    private static Double number(String what, String value) {
        try {
            return value == null ? null : Double.valueOf(value);
        } catch (NumberFormatException e) {
            throw Members.unread(what, "a number", value, List.of());
        }
    }

    private static DecisionSpec.Costs costs(String value) {
        String[] both = value == null ? new String[0] : value.split(":", -1);
        if (value != null && both.length != 2) {
            throw Members.unread(COSTS, "those of a wrong alarm and of a missed row, as 1:5", value, List.of());
        }
        return value == null ? null : new DecisionSpec.Costs(number(COSTS, both[0]), number(COSTS, both[1]));
    }

    /**
     * Refuses an interval for classes.
     *
     * @param target of the table
     */
    void requireFit(CommandSpec command, Target target) {
        if (wanted().containsKey(INTERVAL) && target instanceof Target.OfClasses) {
            throw Checks.wrong(
                    command,
                    "--decide " + INTERVAL + " needs a target that is a number; " + Printable.quoted(target.name())
                            + " has classes.");
        }
    }
}
