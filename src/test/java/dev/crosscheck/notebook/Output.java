package dev.crosscheck.notebook;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a cell gives.
 *
 * @param printed what it printed, lines ended by {@code \n}
 * @param result the value that it ends with, as text; empty for none or a picture
 * @param picture the picture that it ends with
 */
record Output(String printed, Optional<String> result, Optional<BufferedImage> picture) {

    /** Where a cell's threads print, while other tests run beside it. */
    private static final ThreadLocal<OutputStream> PRINTED = new InheritableThreadLocal<>();

    static {
        PrintStream console = System.out;
        System.setOut(new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        OutputStream printed = PRINTED.get();
                        (printed == null ? console : printed).write(b);
                    }
                },
                true,
                StandardCharsets.UTF_8));
    }

    /** Runs a cell's code and collects what it gives. */
    static Output of(Session session, String source) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PRINTED.set(printed);
        Object value;
        try {
            value = session.run(source);
        } finally {
            PRINTED.remove();
        }
        String text = printed.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
        return value instanceof BufferedImage picture
                ? new Output(text, Optional.empty(), Optional.of(picture))
                : new Output(text, Optional.ofNullable(value).map(String::valueOf), Optional.empty());
    }

    /** Refuses an output that is not as saved: text by {@link SameText}, a picture by its size. */
    void requireAgrees(Output saved) {
        SameText.require("printed text", saved.printed, printed);
        SameText.require("result", saved.result.orElse("(none)"), result.orElse("(none)"));
        SameText.require("picture", size(saved.picture), size(picture));
    }

    /** @return whether it prints, results in a value and draws where the saved one does */
    boolean sameKinds(Output saved) {
        return printed.isEmpty() == saved.printed.isEmpty()
                && result.isPresent() == saved.result.isPresent()
                && picture.isPresent() == saved.picture.isPresent();
    }

    /** Fonts draw the letters of a picture differently on every machine; its size stays. */
    private static String size(Optional<BufferedImage> picture) {
        return picture.map(drawn -> drawn.getWidth() + " by " + drawn.getHeight())
                .orElse("(none)");
    }
}
