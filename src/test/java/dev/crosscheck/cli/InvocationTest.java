package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is to be typed next, by how the program was started. */
class InvocationTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "- | target/classes | - | crosscheck serve 'my run'",
                "- | /opt/crosscheck.jar | - | java -jar /opt/crosscheck.jar serve 'my run'",
                "- | a.jar:/opt/crosscheck.jar | - | crosscheck serve 'my run'",
                "bin/crosscheck | /opt/crosscheck.jar | - | bin/crosscheck serve 'my run'",
                "/my tools/crosscheck | /opt/crosscheck.jar | - | '/my tools/crosscheck' serve 'my run'",
                "mvn compile exec:java | m.jar | /usr/maven | mvn compile exec:java -Dexec.args=\"serve 'my run'\"",
                "mvn compile exec:java | m.jar | /m2/wrapper/m | ./mvnw compile exec:java -Dexec.args=\"serve 'my run'\""
            })
    void aCommandIsNamedAsTheProgramWasStarted(String program, String classPath, String maven, String expected) {
        Map<String, String> properties = new HashMap<>();
        properties.put(Invocation.PROPERTY, program);
        properties.put("java.class.path", classPath);
        properties.put("maven.home", maven);
        assertEquals(expected, Invocation.command(properties::get, "serve", "my run"));
    }

    /** Of Maven's line too, whose words Maven separates in turn. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "crosscheck | it's $5 | it's $5",
                "mvn x | it costs $5 \"or so\" | -Dexec.args=x 'it costs $5 \"or so\"'"
            })
    void aShellGivesEachWordBack(String program, String word, String given) throws IOException, InterruptedException {
        Map<String, String> properties = Map.of(Invocation.PROPERTY, program, "java.class.path", "m.jar");
        String shell = "crosscheck() { printf %s \"$2\"; }; mvn() { printf %s \"$2\"; }; "
                + Invocation.command(properties::get, "x", word);
        assertEquals(given, CommandLines.printed(0, new ProcessBuilder("bash", "-c", shell)));
    }
}
