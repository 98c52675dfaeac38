package dev.crosscheck.sweep;

import dev.crosscheck.sweep.SweepPlan.Trial;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * The files that trials need on another machine.
 *
 * @param items files and folders that the trials read
 * @param arguments the arguments of {@code train} on that machine for a trial, without its output folder
 */
public record Luggage(List<Item> items, Function<Trial, List<String>> arguments) {
    /**
     * A file or folder.
     *
     * @param given its name in the sweep's options
     * @param file its path on this machine
     * @param name its path on the other machine, relative to the folder that trials run in
     */
    public record Item(String given, Path file, String name) {}
}
