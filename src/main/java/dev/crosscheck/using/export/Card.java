package dev.crosscheck.using.export;

import dev.crosscheck.BuildInfo;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What goes with an exported network: what it is, how good it is, where it comes from, and how the files were checked. */
public interface Card {
    /** @return the network in a line */
    String title();

    /** @return what was exported */
    List<ExportedFile> files();

    /** @return whether every file that was run agrees with the model */
    boolean agrees();

    /** @return whether all that were run agree */
    static boolean agree(List<ExportedFile> files) {
        return files.stream().noneMatch(file -> file.verification().disagrees());
    }

    /** @return the time of an export, ISO 8601 in UTC */
    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** @return the programs that take part in an export */
    static Map<String, String> versions() {
        BuildInfo build = BuildInfo.load();
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("Crosscheck", build.version());
        versions.put("Deeplearning4j and ND4J", build.nd4jVersion());
        versions.put("Java", System.getProperty("java.version"));
        return versions;
    }
}
