package dev.crosscheck.cli;

import dev.crosscheck.data.table.CsvFile;
import dev.crosscheck.data.table.TableOptions;
import dev.crosscheck.files.Resource;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.nn.Setting;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script by which bash and zsh complete command lines, or what that script asks for. */
@Command(
        name = "completion",
        hidden = true,
        description = "Lets bash and zsh complete words: source <(crosscheck completion)")
final class CompletionCommand implements Runnable {
    @Parameters(paramLabel = "FILE", arity = "0..1", description = "A table; prints only its columns, one per line.")
    private Path table;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        if (table == null) {
            out.println(AutoComplete.bash("crosscheck", CrosscheckCommand.parser()));
            out.println(
                    Resource.text(CompletionCommand.class, "completion.bash").replace("@WORDS@", words()));
        } else {
            CsvFile.of(table, TableOptions.FOUND).names().forEach(out::println);
        }
    }

    /** @return the words of {@code --with}, up to the value if that is a number */
    private static String words() {
        return Stream.concat(
                        NetworkOptions.ofUse(Setting.Use.WORD).stream().flatMap(CompletionCommand::words),
                        Stream.of("handwriting"))
                .collect(Collectors.joining(" "));
    }

    private static Stream<String> words(Setting<?> word) {
        Stream<String> values = word == Setting.LOSS
                ? Stream.of(Loss.values()).map(Loss::label)
                : word == Setting.SCHEDULE
                        ? Stream.of(RateSchedule.Kind.values()).map(RateSchedule.Kind::label)
                        : Stream.of(word.form().replaceAll("[A-Z].*", ""));
        return word.form().isEmpty() ? Stream.of(word.label()) : values.map(value -> word.label() + ":" + value);
    }
}
