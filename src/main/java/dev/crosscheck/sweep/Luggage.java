package dev.crosscheck.sweep;

import dev.crosscheck.sweep.SweepPlan.Trial;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * What trials take along to another machine.
 *
 * @param items files and folders that they read
 * @param arguments what {@code train} is given there for a trial, but for where its files go
 */
public record Luggage(List<Item> items, Function<Trial, List<String>> arguments) {
    /**
     * A file or folder.
     *
     * @param given its name in the sweep's options
     * @param file where it is on this machine
     * @param name what it is called on another one: a path below the folder that trials work in
     */
    public record Item(String given, Path file, String name) {}
}
