package dev.crosscheck.using.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.text.Nearest;
import dev.crosscheck.text.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads rows of raw values from JSON: one object of values by column name, or a list of them. A value is a number, a text, true, false, or
 * null if it is missing. Thread-safe.
 */
final class RowsBody {
    /** Deepest nesting: a row in a list, plus one level for values that are objects or lists, which are reported and skipped. */
    private static final int DEEPEST = 3;

    /** Characters of a name or a value; a category has at most a thousand, a name fewer, and few texts more. */
    private static final int LONGEST_TEXT = 10_000;

    /** Further problems of a row are not reported, since each of a thousand rows may have as many. */
    private static final int MOST_PROBLEMS = 5;

    /** Number of columns in the example of a remedy. */
    private static final int IN_EXAMPLE = 3;

    /** A JSON number up to this is written as its column writes numbers; a larger one is refused. */
    private static final double MOST = 1e100;

    /** Names are not interned, since a client could fill the table of names. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(Drawing.limits(DEEPEST)
                    .maxStringLength(ServerLimits.OF_ROWS.bodyBytes())
                    .maxNameLength(LONGEST_TEXT)
                    .build())
            .build();

    private final int mostRows;
    private final List<String> names;
    private final Map<String, dev.crosscheck.data.table.Reading> readings = new HashMap<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final Set<String> passedOver = new HashSet<>();
    private final String remedy;

    /**
     * A problem or a remark about a value of a row.
     *
     * @param column the column
     * @param problem what was expected and found
     */
    record Problem(String column, String problem) {}

    /**
     * A row.
     *
     * @param cells one for each column that the model takes, in order; null for a missing value
     * @param problems why the row cannot be used; empty if its form is valid
     */
    record Row(List<String> cells, List<Problem> problems) {}

    /**
     * A body.
     *
     * @param rows at least one unless it is a list
     * @param list whether the rows came as a list
     */
    record Rows(List<Row> rows, boolean list) {}

    /**
     * @param preprocessing its columns must be present in a row; the target and columns that were left out may be
     * @param mostRows maximum rows of a list
     */
    RowsBody(Preprocessing preprocessing, int mostRows) {
        this.mostRows = mostRows;
        names = preprocessing.columns();
        preprocessing.inputs().forEach(input -> readings.put(input.column(), input.reading()));
        for (String name : names) {
            places.put(name, places.size());
        }
        passedOver.add(preprocessing.target().name());
        preprocessing.leftOut().forEach(column -> passedOver.add(column.name()));
        remedy = "Send {" + example(preprocessing) + "}, or a list of at most " + mostRows + " such rows.";
    }

    private static String example(Preprocessing preprocessing) {
        return preprocessing.inputs().stream()
                        .limit(IN_EXAMPLE)
                        .map(input -> Printable.quoted(input.column()) + ": " + cell(input))
                        .collect(Collectors.joining(", "))
                + (preprocessing.inputs().size() > IN_EXAMPLE ? ", ..." : "");
    }

    private static String cell(Input input) {
        List<Double> range = input.encoding().range();
        return range.isEmpty()
                ? Printable.quoted(input.example())
                : Float.toString(range.get(1).floatValue());
    }

    /** @return advice on what to send */
    String remedy() {
        return remedy;
    }

    /**
     * Reads a body.
     *
     * @throws CrosscheckException if it is not JSON of this form or has too many rows; problems of one row are stored in the row
     */
    Rows read(byte[] body) {
        try (JsonParser json = FACTORY.createParser(text(body))) {
            return new Reading(json).rows();
        } catch (IOException e) {
            throw Drawing.notTheExpected(e, remedy);
        }
    }

    private char[] text(byte[] body) {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            return Arrays.copyOf(text.array(), text.length());
        } catch (CharacterCodingException e) {
            throw CrosscheckException.expected("body", "JSON in UTF-8", "bytes of another encoding", remedy, e);
        }
    }

    /** The parser of one body. */
    private final class Reading {
        private final JsonParser json;

        /** A suggestion is made only once per body, because searching thousands of names takes as long as many rows. */
        private boolean suggested;

        Reading(JsonParser json) {
            this.json = json;
        }

        Rows rows() throws IOException {
            JsonToken first = json.nextToken();
            List<Row> rows = new ArrayList<>();
            if (first == JsonToken.START_OBJECT) {
                rows.add(row());
            } else if (first == JsonToken.START_ARRAY) {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    rows.add(row(rows.size() + 1));
                }
            } else {
                throw CrosscheckException.expected(
                        "body", "a row, or a list of rows", first == null ? "nothing" : found(first), remedy);
            }
            if (json.nextToken() != null) {
                throw CrosscheckException.expected(
                        "body", "nothing after the rows", found(json.currentToken()), remedy);
            }
            return new Rows(rows, first == JsonToken.START_ARRAY);
        }

        private Row row(int number) throws IOException {
            if (number > mostRows) {
                throw CrosscheckException.expected("body", "at most " + mostRows + " rows", "more", remedy);
            }
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw CrosscheckException.expected(
                        "body, row " + number, "an object", found(json.currentToken()), remedy);
            }
            return row();
        }

        private Row row() throws IOException {
            String[] cells = new String[names.size()];
            boolean[] there = new boolean[cells.length];
            List<Problem> problems = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                Integer place = places.get(name);
                if (place != null) {
                    cells[place] = cell(name, there[place], problems);
                    there[place] = true;
                } else if (!passedOver.contains(name)) {
                    add(problems, name, "the model has no such column" + nearest(name));
                }
                json.skipChildren();
            }
            for (int i = 0; i < cells.length; i++) {
                if (!there[i]) {
                    add(problems, names.get(i), "expected a value, or null for a missing one, found no such column");
                }
            }
            return new Row(Arrays.asList(cells), problems);
        }

        /** @return null for a missing or invalid value */
        private String cell(String name, boolean again, List<Problem> problems) throws IOException {
            JsonToken value = json.currentToken();
            if (again) {
                add(problems, name, "expected it once, found it again");
                return null;
            }
            if (value.isStructStart()) {
                add(problems, name, "expected a number, a text or null, found " + found(value));
            }
            if (value == JsonToken.VALUE_STRING && json.getTextLength() > LONGEST_TEXT) {
                add(
                        problems,
                        name,
                        String.format(
                                Locale.ROOT,
                                "expected a text of at most %,d characters, found %,d",
                                LONGEST_TEXT,
                                json.getTextLength()));
                return null;
            }
            if (value.isNumeric() && Math.abs(json.getDoubleValue()) <= MOST) {
                String cell = readings.get(name).ofNumber(json.getDoubleValue());
                return cell == null ? json.getText() : cell;
            }
            return value == JsonToken.VALUE_NULL || value.isStructStart() ? null : json.getText();
        }

        private String nearest(String name) {
            if (suggested) {
                return "";
            }
            suggested = true;
            return Nearest.of(name, names)
                    .map(nearest -> ", did you mean " + Printable.quoted(nearest) + "?")
                    .orElse("");
        }
    }

    private static String found(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> "a text";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_NULL -> "null";
            default -> token.isBoolean() ? "true or false" : "something else";
        };
    }

    /** Adds a problem unless there are too many already. */
    static void add(List<Problem> problems, String column, String problem) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(new Problem(Printable.excerpt(column), problem));
        }
    }
}
