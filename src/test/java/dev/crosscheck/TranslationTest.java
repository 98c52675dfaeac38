package dev.crosscheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The Chinese README says what the English one says, as far as a program can tell: all that is not prose is the same, in the
 * same order. Whether the prose between it says the same only a reader knows.
 */
class TranslationTest {
    private static final Path ENGLISH = Path.of("README.md");
    private static final Path CHINESE = Path.of("README.zh-CN.md");

    /** What a translation must keep. */
    enum Kept {
        CODE_BLOCKS("(?ms)^```.*?^```$", text -> text),
        HEADINGS("(?m)^#+ ", text -> text),
        /** A row of a table by the number of its cells. */
        TABLE_ROWS("(?m)^\\|.*\\|$", row -> Integer.toString(row.split("(?<!\\\\)\\|").length)),
        /** The first cell of each command's row, up to what explains it. */
        COMMANDS("(?m)^\\| `crosscheck( [A-Z.a-z]+)+`", text -> text),
        LINKS("\\]\\((?!README|#)([^)]+)\\)", text -> text),
        LIST_ITEMS("(?m)^- ", text -> text),
        BOLD("\\*\\*", text -> text);

        private final Pattern pattern;
        private final UnaryOperator<String> form;

        Kept(String pattern, UnaryOperator<String> form) {
            this.pattern = Pattern.compile(pattern);
            this.form = form;
        }

        List<String> of(Path page) throws IOException {
            return pattern.matcher(Files.readString(page))
                    .results()
                    .map(MatchResult::group)
                    .map(form)
                    .toList();
        }
    }

    @ParameterizedTest
    @EnumSource
    void keeps(Kept kept) throws IOException {
        List<String> english = kept.of(ENGLISH);
        assertFalse(english.isEmpty());
        assertEquals(String.join("\n", english), String.join("\n", kept.of(CHINESE)));
    }

    /** Code within a sentence may stand elsewhere in the translated one. */
    @Test
    void keepsTheCodeWithinSentences() throws IOException {
        assertEquals(inlineCode(ENGLISH), inlineCode(CHINESE));
    }

    private static String inlineCode(Path page) throws IOException {
        String prose = Kept.CODE_BLOCKS.pattern.matcher(Files.readString(page)).replaceAll("");
        List<String> code = Pattern.compile("`[^`]+`")
                .matcher(prose)
                .results()
                .map(MatchResult::group)
                .sorted()
                .toList();
        return String.join("\n", code);
    }
}
