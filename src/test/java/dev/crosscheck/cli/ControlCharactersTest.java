package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.IdxBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that would command a terminal, or look like lines of the program's own. */
class ControlCharactersTest extends CommandLines {
    private static final String NAME = "a\u001B[31m\u0007\u202Eb\nRun: c";
    private static final String SHOWN = "a\\u001B[31m\\u0007\\u202Eb\\u000ARun: c";
    private static final Pattern COMMAND = Pattern.compile("[\\p{Cntrl}\u0080-\u009F\u202E&&[^\\n\\t]]");

    private static void assertHarmless(String text) {
        assertFalse(COMMAND.matcher(text).find(), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u001B[2J", "\u0007", "\u009B1m", "\u202E", "\u2066", "\u200F", "\u2028", "\b", "\u007F"})
    void nothingCommandsTheTerminal(String command) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        new Printer(read, StandardCharsets.UTF_8).println("name" + command + "\t.png");
        String code = String.format(Locale.ROOT, "\\u%04X", (int) command.charAt(0));
        assertEquals(
                "name" + code + command.substring(1) + "\t.png\n",
                read.toString(StandardCharsets.UTF_8).replace("\r\n", "\n"));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no file can have such a name there")
    void whatIsPrintedAndKeptOfARunShowsThem() throws IOException {
        String data = IdxBytes.subset(folder.resolve("data " + NAME), 200, 50).toString();
        Path out = folder.resolve("run " + NAME);
        String line = "train|--trainer|by-hand|--no-check|--epochs|1|--hidden|8|--data|" + data + "|--out|" + out;
        Cli result = Cli.run(line.split("\\|"));
        assertEquals(0, result.code(), result.err());
        assertHarmless(result.out());
        assertTrue(result.out().contains(SHOWN), result.out());
        assertFalse(result.out().lines().anyMatch("Run: c"::equals), result.out());
        assertEquals(data, json(out, "run.json").at("/data/folder").asText());
        for (String name : new String[] {"run.json", "log.txt", "run.html"}) {
            assertHarmless(Files.readString(out.resolve(name)));
        }
    }

    @Test
    void errorsShowThem() {
        String name = NAME.replace("\n", "").replace(" ", "");
        for (String command : new String[] {"evaluate", "predict", "export", "serve", "verify"}) {
            String more = command.equals("predict") ? " x.png" : " --verbose";
            assertHarmless(ended(1, command + " none" + name + more).err());
        }
        assertHarmless(ended(2, "train --lr " + name).err());
    }
}
