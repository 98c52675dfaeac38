package dev.crosscheck.cli;

import dev.crosscheck.text.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParseResult;

/**
 * The output of {@code --help}. The help of a command fits a screen: what it does, the options that people use most ({@link Commands}) and
 * some examples. {@code --help-all} shows all options, under headings. The program's commands are listed in their groups.
 *
 * <p>Lines are broken at spaces only. Picocli also breaks within words such as {@code lr=0.001,0.003}, so its lines are
 * unlimited and are wrapped here. Help is plain text, because {@link Printer} escapes all control characters, and with them colours.
 */
final class UsageHelp {
    private static final String ALL = "--help-all";

    /** Longer than any line of help. */
    private static final int ANY_LINE = 10_000;

    /** An option that fills its column, so that only one space separates it from its description. */
    private static final Pattern FULL_LABEL = Pattern.compile("^( +--\\S+) (?=\\S)");

    private UsageHelp() {}

    /** @return the program, whose help and that of its commands is printed this way */
    static CommandLine of(CommandLine program) {
        Map<String, IHelpSectionRenderer> sections = program.getHelpSectionMap();
        IHelpSectionRenderer synopsis = sections.get(UsageMessageSpec.SECTION_KEY_SYNOPSIS);
        IHelpSectionRenderer heading = sections.put(UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING, help -> "");
        sections.put(UsageMessageSpec.SECTION_KEY_SYNOPSIS, help -> heading.render(help) + synopsis.render(help));
        sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, UsageHelp::options);
        sections.put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
        sections.put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, UsageHelp::commands);
        sections.replaceAll((key, section) -> help -> wrapped(section.render(help)));
        return program.setHelpSectionMap(sections)
                .setUsageHelpWidth(ANY_LINE)
                .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
    }

    /** @return the option that asks for a command's help */
    static OptionSpec option() {
        return OptionSpec.builder("-h", "--help", ALL)
                .usageHelp(true)
                .description("Show the usual options, or all of them.")
                .build();
    }

    /** Whether all options are to be shown; the help of the program and of {@code help} has only one form. */
    private static boolean isOfAll(CommandSpec spec) {
        ParseResult parsed = spec.commandLine().getParseResult();
        return Commands.named(spec.name()).isEmpty()
                || parsed != null && parsed.expandedArgs().contains(ALL);
    }

    private static String lines(Stream<String> lines) {
        return lines.map(line -> line + System.lineSeparator()).collect(Collectors.joining());
    }

    private static String options(Help help) {
        CommandSpec spec = help.commandSpec();
        List<OptionSpec> usual =
                Commands.named(spec.name()).map(command -> command.usual(spec)).orElse(List.of());
        if (usual.isEmpty()) {
            return list(help, spec.options());
        }
        if (!isOfAll(spec)) {
            String all = CrosscheckCommand.help(spec, ALL);
            return list(help, usual) + lines(Stream.of("", "All options: " + all));
        }
        StringBuilder text = new StringBuilder(list(help, usual));
        List<OptionSpec> others = new ArrayList<>(spec.options());
        others.removeAll(usual);
        others.sort(Comparator.comparing(OptionSpec::longestName)); // Java lists setters in any order
        for (ArgGroupSpec group : spec.argGroups()) {
            List<OptionSpec> grouped = new ArrayList<>(group.allOptionsNested());
            grouped.retainAll(others);
            others.removeAll(grouped);
            text.append(Text.of(group.heading())).append(list(help, grouped));
        }
        return text + lines(Stream.of("", "Other options:")) + list(help, others);
    }

    private static String list(Help help, List<OptionSpec> options) {
        Help.Layout layout = help.createDefaultLayout(); // as wide for each list
        layout.addAllOptions(options, help.parameterLabelRenderer());
        return layout.toString();
    }

    /** The commands, under the heading of their group. */
    private static String commands(Help help) {
        Iterator<String> lines = help.commandList().lines().iterator();
        StringBuilder text = new StringBuilder();
        Commands.Group above = null;
        for (String name : help.subcommands().keySet()) {
            Commands.Group group = Commands.named(name).map(Commands::group).orElse(above);
            if (group != above) {
                text.append(lines(Stream.of("", group.heading + ":")));
                above = group;
            }
            text.append(lines.next()).append(System.lineSeparator());
        }
        return text.toString();
    }

    private static String wrapped(String section) {
        return lines(section.lines()
                .map(line -> FULL_LABEL.matcher(line).replaceFirst("$1  "))
                .flatMap(line -> TextTable.wrapped(line, TextTable.WIDTH).stream()));
    }
}
