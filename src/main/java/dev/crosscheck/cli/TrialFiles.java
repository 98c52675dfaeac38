package dev.crosscheck.cli;

import dev.crosscheck.sweep.Luggage;
import dev.crosscheck.sweep.SweepPlan;
import dev.crosscheck.sweep.SweepPlan.Trial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The files that the trials of a sweep read, and their names on machines that have none of this one's folders. */
final class TrialFiles {
    private static final String DATA = "--data";

    /** Options of train whose value is a file, or may be one. */
    private static final Set<String> NAMES = Set.of(DATA, "--test", "--validation", "--init");

    private final Path folder;
    private final Map<String, Luggage.Item> items = new LinkedHashMap<>();

    private TrialFiles(SweepPlan plan) {
        folder = Path.of(plan.folder());
    }

    /** @return what a plan's trials read, and how they are told where it is */
    static Luggage of(SweepPlan plan) {
        TrialFiles files = new TrialFiles(plan);
        for (int setting = 0; setting < plan.settings().size(); setting++) {
            files.arguments(plan, new Trial(setting, plan.firstSeed()));
        }
        return new Luggage(List.copyOf(files.items.values()), trial -> files.arguments(plan, trial));
    }

    private List<String> arguments(SweepPlan plan, Trial trial) {
        List<String> all = new ArrayList<>();
        boolean data = false;
        String before = "";
        for (String word : plan.arguments(trial)) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            data |= name.equals(DATA);
            if (NAMES.contains(before)) {
                all.add(there(before, word));
            } else if (equals >= 0 && NAMES.contains(name)) {
                all.add(name + "=" + there(name, word.substring(equals + 1)));
            } else {
                all.add(word);
            }
            before = word;
        }
        if (!data) {
            all.add(DATA + "=" + there(DATA, DataOptions.mnist().toString()));
        }
        return all;
    }

    /** The value on another machine: where it names no file there is on this one, it stays as it is. */
    private String there(String option, String value) {
        Path file = option.equals(DATA) ? Path.of(value) : TableOptions.file(value);
        if (file == null || !Files.exists(folder.resolve(file))) {
            return value;
        }
        Path here = folder.resolve(file).toAbsolutePath().normalize();
        // Runs record the names of their files, so that these stay.
        return items.computeIfAbsent(
                        value,
                        given -> new Luggage.Item(given, here, "files/" + items.size() + "/" + here.getFileName()))
                .name();
    }
}
