package dev.crosscheck.bench;

import java.util.List;
import java.util.Map;

/**
 * One way to train, as a process that can be started.
 *
 * @param name what {@code --only} calls it
 * @param label what it is, in a few words
 * @param slow whether an epoch takes so long that each process trains only one, after fewer images to warm up
 * @param command the command line, to which a workload's options are added
 * @param environment variables to set; those that decide threads or kernels are otherwise unset
 */
record Contestant(String name, String label, boolean slow, List<String> command, Map<String, String> environment) {

    /** @return the same by another name */
    Contestant named(String other) {
        return new Contestant(other, label, slow, command, environment);
    }
}
