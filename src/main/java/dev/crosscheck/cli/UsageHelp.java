package dev.crosscheck.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Help in lines that fit the terminal and are broken at spaces only. Picocli breaks lines within words such as {@code lr=0.001,0.003}, so it
 * gets room for any line, and the lines are wrapped here. It is plain text everywhere: {@link Printer} lets no colour through, since it
 * cannot know who chose a control character.
 */
final class UsageHelp {
    /** No line of help is as long. */
    private static final int ANY_LINE = 10_000;

    private static final int WIDEST = 120;

    /** Explanations that would have less stand below what they explain; no word in help is longer. */
    private static final int LEAST_ROOM = 30;

    /** Of lines that go on, and of explanations where there is no room beside what they explain. */
    private static final String MARGIN = "  ";

    private static final String DEEP_MARGIN = MARGIN.repeat(4);

    private int width;

    private UsageHelp() {}

    /** @return the same program, with its help and that of its commands in such lines */
    static CommandLine of(CommandLine program) {
        Map<String, IHelpSectionRenderer> sections = program.getHelpSectionMap();
        IHelpSectionRenderer synopsis = sections.get(UsageMessageSpec.SECTION_KEY_SYNOPSIS);
        IHelpSectionRenderer heading = sections.put(UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING, help -> "");
        sections.put(UsageMessageSpec.SECTION_KEY_SYNOPSIS, help -> heading.render(help) + synopsis.render(help));
        UsageHelp lines = new UsageHelp();
        sections.replaceAll((key, section) -> help -> wrapped(section.render(help), lines.width()));
        return program.setHelpSectionMap(sections)
                .setUsageHelpWidth(ANY_LINE)
                .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
    }

    /** Asks the terminal once, and only when help is wanted. */
    private int width() {
        if (width == 0) {
            width = Terminal.width(WIDEST);
        }
        return width;
    }

    private static String wrapped(String section, int width) {
        int column = section.lines()
                .mapToInt(UsageHelp::column)
                .filter(found -> found > 0)
                .findFirst()
                .orElse(0);
        return section.lines()
                .flatMap(line -> wrapped(line, column, width).stream())
                .map(line -> line + System.lineSeparator())
                .collect(Collectors.joining());
    }

    /** Where the second column of an indented line begins; 0 if it has none. */
    private static int column(String line) {
        int margin = line.length() - line.stripLeading().length();
        int gap = line.indexOf(MARGIN, margin);
        return margin == 0 || gap < 0
                ? 0
                : line.length() - line.substring(gap).stripLeading().length();
    }

    private static List<String> wrapped(String line, int column, int width) {
        if (column == 0 || !line.startsWith(" ")) {
            return TextTable.wrapped(line, width, line.startsWith(" ") || line.startsWith("Usage") ? MARGIN : "");
        }
        if (width - column >= LEAST_ROOM) {
            return TextTable.wrapped(line, width, " ".repeat(column));
        }
        boolean both = line.length() > column && line.charAt(column - 1) == ' ';
        String label = both ? line.substring(0, column) : line;
        List<String> lines = new ArrayList<>();
        if (!label.isBlank()) {
            lines.addAll(TextTable.wrapped(MARGIN + label.strip(), width, MARGIN));
        }
        if (both) {
            lines.addAll(TextTable.wrapped(DEEP_MARGIN + line.substring(column), width, DEEP_MARGIN));
        }
        return lines;
    }
}
