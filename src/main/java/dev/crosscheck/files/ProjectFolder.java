package dev.crosscheck.files;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the project's own files (data, profiles), whatever the working directory. */
public final class ProjectFolder {
    private ProjectFolder() {}

    /**
     * Looks in the working directory, then in the project in which the running code was built: {@code target/classes} and {@code
     * target/crosscheck.jar} are both two levels below it.
     *
     * @param relative a path inside the project
     * @return the file's location; empty if there is none
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
