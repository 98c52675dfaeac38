package dev.crosscheck.bench;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What a comparison is to do.
 *
 * @param only names of those that compete
 * @param bases whose speed the ratios refer to; empty for PyTorch and TensorFlow where they compete, else DL4J, else
 *     the first
 * @param rounds turns per contestant, at least 1
 * @param workload of each process; those that are slow get less of it
 * @param trainingImages images in the whole training set, which seconds per epoch refer to
 * @param python the interpreter to use, if one is named
 * @param tensorFlow the folder with TensorFlow-Java's jars, if one is named
 * @param dl4jClassPath a file with the class path for DL4J as it comes, if one is named
 */
public record Options(
        Set<String> only,
        Set<String> bases,
        int rounds,
        Workload workload,
        int trainingImages,
        Optional<String> python,
        Optional<Path> tensorFlow,
        Optional<Path> dl4jClassPath) {}
