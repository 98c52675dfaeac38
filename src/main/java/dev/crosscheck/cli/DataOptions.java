package dev.crosscheck.cli;

import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.PictureOptions;
import dev.crosscheck.data.picture.PictureFolder;
import dev.crosscheck.files.ProjectFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The data set. */
final class DataOptions {
    private static final Path MNIST = Path.of("data", "mnist");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder with IDX files, or with pictures in a sub-folder per class. Default: data/mnist.")
    private Path folder;

    /** @return whether a file is named, which is a table */
    boolean isFile() {
        return folder != null && Files.isRegularFile(folder);
    }

    /** @return whether a folder is named, which has images */
    boolean isFolder() {
        return folder != null && Files.isDirectory(folder);
    }

    /** @return the folder named on the command line, or null */
    Path named() {
        return folder;
    }

    /** @return the folder */
    Path folder() {
        return folderOr(mnist());
    }

    /** @return the project's own MNIST */
    static Path mnist() {
        return ProjectFolder.find(MNIST).orElse(MNIST);
    }

    /** @return the folder named on the command line, or else this one */
    Path folderOr(Path other) {
        return folder != null ? folder : other;
    }

    /** @return the data set */
    ImageData read() {
        return PictureFolder.read(folder(), PictureOptions.USUAL);
    }
}
