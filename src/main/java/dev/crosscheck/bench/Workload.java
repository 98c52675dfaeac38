package dev.crosscheck.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a process is to do: options by name, without hyphens. Every contestant takes them on its command line as {@code --name value}.
 *
 * <p>On digits they are {@code data} (folder of MNIST's files), {@code images} (of an epoch, the first of the training set), {@code
 * batch}, {@code hidden} (units), {@code warm-up} (images to train on before anything is timed) and {@code epochs} (to time). On a table
 * they are {@code data} (its file), {@code batch}, {@code hidden} and {@code epochs} (to time, after one to warm up). In a race they are those of {@code train}: {@code data},
 * {@code hidden}, {@code epochs}, {@code batch}, {@code lr}, {@code with}, {@code seed} and {@code out}.
 */
public record Workload(Map<String, String> options) {

    /** @param namesAndValues names, each followed by its value */
    public static Workload of(Object... namesAndValues) {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
            options.put(namesAndValues[i].toString(), namesAndValues[i + 1].toString());
        }
        return new Workload(options);
    }

    /** Reads what {@link #commandLine} wrote. */
    public static Workload parse(String... arguments) {
        Object[] words = new Object[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = i % 2 == 0 ? arguments[i].substring(2) : arguments[i];
        }
        return of(words);
    }

    /** @return the same with one option added or changed */
    public Workload with(String name, Object value) {
        Map<String, String> changed = new LinkedHashMap<>(options);
        changed.put(name, value.toString());
        return new Workload(changed);
    }

    /** @return the options as words */
    List<String> commandLine() {
        List<String> words = new ArrayList<>();
        options.forEach((name, value) -> words.addAll(List.of("--" + name, value)));
        return words;
    }

    /** @return an option's value */
    public String text(String name) {
        return options.get(name);
    }

    /** @return an option's value as a whole number */
    public int number(String name) {
        return Integer.parseInt(options.get(name));
    }
}
