package dev.crosscheck.using.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A model that is exported, of one kind or another. */
interface Exported<C extends Card> {
    /** @return the name of the Java class */
    String className();

    /** Writes the model. */
    void write(Format format, Path file) throws IOException;

    /** @return why what was written cannot be run here, if it cannot */
    Optional<String> missing(Format format);

    /** Runs what was written beside the model. */
    FileVerification verify(Format format, Path file) throws IOException;

    /** @return the card of these files */
    C card(List<ExportedFile> files);

    /** @return a card as Markdown */
    String text(C card);
}
