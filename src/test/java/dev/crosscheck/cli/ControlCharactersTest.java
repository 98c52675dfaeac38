package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.data.IdxBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Names that would command a terminal, or look like lines of the program's own. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "no file can have such a name there")
class ControlCharactersTest extends CommandLines {
    private static final String NAME = "a\u001B[31m\u0007\u202Eb\nRun: c";
    private static final String SHOWN = "a\\u001B[31m\\u0007\\u202Eb\\u000ARun: c";
    private static final Pattern COMMAND = Pattern.compile("[\\p{Cntrl}\u0080-\u009F\u202E&&[^\\n]]");

    private static void assertShown(String text) {
        assertFalse(COMMAND.matcher(text).find(), text);
        assertTrue(text.contains(SHOWN), text);
    }

    @Test
    void whatIsPrintedAndKeptOfARunShowsThem() throws IOException {
        Path data = IdxBytes.subset(folder.resolve("data " + NAME), 200, 50);
        Path out = folder.resolve("run " + NAME);
        String line = "train --trainer by-hand --no-check --epochs 1 --hidden 8";
        List<String> arguments = new ArrayList<>(List.of(line.split(" ")));
        arguments.addAll(List.of("--data", data.toString(), "--out", out.toString()));
        Cli result = Cli.run(arguments.toArray(String[]::new));
        assertEquals(0, result.code(), result.err());
        assertShown(result.out());
        assertFalse(result.out().lines().anyMatch("Run: c"::equals), result.out());
        String record = Files.readString(out.resolve("run.json"));
        assertFalse(COMMAND.matcher(record).find(), record);
        assertEquals(
                data.toString(),
                new ObjectMapper().readTree(record).path("data").path("folder").asText());
        assertFalse(COMMAND.matcher(Files.readString(out.resolve("log.txt"))).find());
        assertFalse(COMMAND.matcher(Files.readString(out.resolve("run.html"))).find());
    }

    @Test
    void errorsShowThem() {
        for (String command : new String[] {"evaluate", "predict", "export", "serve", "verify"}) {
            String more = command.equals("predict") ? "x.png" : "--verbose";
            Cli result = Cli.run(command, "none" + NAME.replace("\n", ""), more);
            assertEquals(1, result.code());
            String text = result.err().replace("\t", "");
            assertFalse(COMMAND.matcher(text).find(), text);
        }
        Cli usage = Cli.run("train", "--lr", NAME.replace("\n", ""));
        assertEquals(2, usage.code());
        assertFalse(COMMAND.matcher(usage.err()).find(), usage.err());
    }
}
