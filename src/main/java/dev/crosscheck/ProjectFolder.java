package dev.crosscheck;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the project's own files (data, profiles) from wherever the program is started. */
public final class ProjectFolder {
    private ProjectFolder() {}

    /**
     * Looks in the working directory, then in the project that the running code was built in: both {@code
     * target/classes} and {@code target/crosscheck.jar} lie two levels below it.
     *
     * @param relative a path inside the project
     * @return where it is, if anywhere
     */
    public static Optional<Path> find(Path relative) {
        if (Files.exists(relative)) {
            return Optional.of(relative);
        }
        try {
            Path code = Path.of(ProjectFolder.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Optional.ofNullable(code.getParent())
                    .map(Path::getParent)
                    .map(root -> root.resolve(relative))
                    .filter(Files::exists);
        } catch (URISyntaxException | SecurityException e) {
            return Optional.empty();
        }
    }
}
