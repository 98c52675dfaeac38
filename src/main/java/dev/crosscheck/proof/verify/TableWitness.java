package dev.crosscheck.proof.verify;

import dev.crosscheck.data.table.CellForm;
import dev.crosscheck.data.table.DateForm;
import dev.crosscheck.data.table.MeansForm;
import dev.crosscheck.data.table.NumberForm;
import dev.crosscheck.data.table.TableOptions;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.data.table.WordsForm;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The preprocessing of tables, implemented independently from the text of the files, as the reference for the examples that a trainer receives.
 *
 * <ul>
 *   <li>A column whose cells are all numbers or missing becomes {@code z = (x - median)/scale}, clipped to {@code z/√(1 + z²/9)}, and 0 where the value is
 *       missing. The scale is the distance of the quartiles of the values in the training rows, or half of their range if that is 0. If a training row lacks
 *       a value, a second feature is 1 where the value is missing.
 *   <li>A column of two texts in the training rows is one feature: -1 for the first, 1 for the second in the order of their characters. Any other column has
 *       one feature for each text. A last one is for missing texts if a training row has none.
 *   <li>Numbers with separators or signs are read by their digits; other cells of such columns count as missing.
 *   <li>A date becomes seven numbers, of which constant ones are left out.
 *   <li>A text whose words are hashed becomes a number for each bucket, the logarithm of one more than its words there. A missing text has no words.
 *   <li>Of texts that are too many to be categories or hardly repeat, the frequent ones have features, and the others share one.
 *   <li>The mean of the target for such a text is {@code (Σy + 10 ȳ)/(n + 10)}, over the training rows of the other four of five folds for a row to learn
 *       from, and over all training rows for any other row. A text of fewer than two training rows has the mean ȳ.
 *   <li>Left out are the target, dropped columns, constant columns, numbers that identify rows, and texts that hardly repeat or are too long.
 * </ul>
 *
 * <p>That a column has a form of its own is taken from the preprocessing; the cells are read by this class.
 */
final class TableWitness {
    private static final int MOST_CATEGORIES = 1000;
    private static final int LONGEST_CATEGORY = 1000;
    private static final int LEAST_IDENTIFIERS = 20;
    private static final int LEAST_OF_FREQUENT = 10;
    private static final int MOST_FREQUENT = 250;
    private static final int FOLDS = 5;

    /** Digits with marks among them, and an exponent. */
    private static final Pattern FIGURES =
            Pattern.compile("([0-9.,][0-9.,'\u2019\\s\u00a0\u2009\u202f]*)([eE][-+]?[0-9]+)?");

    /** The unit roundoff of double. */
    private static final double ROUNDING = 1.1e-16;

    private final TableSource source;
    private final TableOptions options;
    private final List<String> names;
    private final List<String[]> rows = new ArrayList<>();
    private final List<Integer> ends = new ArrayList<>();
    private final List<Boolean> numeric = new ArrayList<>();
    private final Map<String, CellForm> forms;
    private final int target;
    private final boolean number;

    /** The rows to learn from. */
    private final Set<Integer> learnt = new HashSet<>();

    /** Sums of the target and numbers of rows of each text in each fold, by the name of the input. */
    private final Map<String, Means> means = new HashMap<>();

    /** The training rows' figures of a text column: in each fold a sum and a number of rows. */
    private record Means(Map<String, double[][]> byText, double[][] all, Set<String> known) {}

    /** The numbers of the words in each bucket, by the column and the text. */
    private final Map<Integer, Map<String, double[]>> wordsOf = new HashMap<>();

    /** A bucket of words, from 0. */
    private record Bucket(int number) implements CellForm.Part {
        @Override
        public String words() {
            return "words " + (1 + number);
        }
    }

    /**
     * The features of a column.
     *
     * @param column the index of the column in the file
     * @param part the part of a date, the mean of the target for a text, or the bucket of words; null for others
     * @param names one per feature; empty if the column is left out
     * @param opposite the text that the only feature of two texts is -1 for; null for others
     * @param centre the median of a numeric column, or the mean of a numeric target; 0 for texts
     * @param scale by which a numeric column is divided: the standard deviation of a target; 1 for texts
     * @param rounding how much the centre and the scale may differ if they are rounded differently, in scales; 0 for texts
     */
    record Feature(
            int column,
            CellForm.Part part,
            List<String> names,
            String opposite,
            double centre,
            double scale,
            double rounding) {}

    /**
     * @param files the table, then the files of validation and test rows if these are separate files
     * @param forms the forms of columns, by name
     * @param number whether the target is a number, not classes
     */
    TableWitness(TableSource source, List<byte[]> files, Map<String, CellForm> forms, boolean number) {
        this.number = number;
        this.source = source;
        this.options = source.reading();
        this.forms = new HashMap<>(options.forms());
        this.forms.putAll(forms);
        CsvWitness own = CsvWitness.of(files.get(0), options);
        names = own.names();
        for (byte[] file : files) {
            CsvWitness read = CsvWitness.of(file, options);
            int[] places = names.stream().mapToInt(read.names()::indexOf).toArray();
            for (String[] row : read.rows()) {
                rows.add(Arrays.stream(places)
                        .mapToObj(place -> place < 0 ? "" : row[place])
                        .toArray(String[]::new));
            }
            ends.add(rows.size());
        }
        for (int column = 0; column < names.size(); column++) {
            numeric.add(isNumeric(column));
        }
        target = names.indexOf(source.target());
    }

    private boolean isNumeric(int column) {
        String name = names.get(column);
        CellForm form = forms.get(name);
        if (form instanceof NumberForm || form instanceof DateForm || form instanceof WordsForm) {
            return true;
        }
        return !options.categorical().contains(name)
                && IntStream.range(0, ends.get(0))
                        .mapToObj(row -> rows.get(row)[column])
                        .allMatch(cell -> CsvWitness.isMissing(cell, options) || CsvWitness.isNumber(cell));
    }

    int size() {
        return rows.size();
    }

    /** @return whether a row has a target */
    boolean takesPart(int row) {
        return !isMissing(row, target);
    }

    /** @return the cells of a row by the names of their columns, without the target */
    Map<String, String> cells(int row) {
        Map<String, String> cells = new HashMap<>();
        for (int column = 0; column < names.size(); column++) {
            if (column != target) {
                cells.put(names.get(column), rows.get(row)[column]);
            }
        }
        return cells;
    }

    /** @return the group of each row, whose rows must be in the same part; null if rows are not grouped */
    List<String> groups(int... some) {
        int column = source.splitBy() == null ? -1 : names.indexOf(source.splitBy());
        return column < 0
                ? null
                : Arrays.stream(some).mapToObj(row -> rows.get(row)[column]).toList();
    }

    /** @return whether all rows are from one file, which is split */
    boolean sharesOut() {
        return ends.size() == 1;
    }

    /** @return the number of test rows among all rows */
    long tests(int all) {
        return source.test().fraction() > 0
                ? Math.max(1, (long) Math.floor(source.test().fraction() * all + 0.5))
                : source.test().rows();
    }

    private boolean isMissing(int row, int column) {
        if (forms.get(names.get(column)) instanceof WordsForm) {
            return false;
        }
        return CsvWitness.isMissing(rows.get(row)[column], options)
                || forms.containsKey(names.get(column))
                        && numeric.get(column)
                        && Double.isNaN(value(row, column, DateForm.Part.DAYS));
    }

    /** @return the name of the input of a feature */
    String name(Feature feature) {
        return name(feature.column(), feature.part());
    }

    private String name(int column, CellForm.Part part) {
        return part == null ? names.get(column) : part.of(names.get(column));
    }

    private Means means(int column, MeansForm form, int which, int... training) {
        double[] y = number
                ? Arrays.stream(training)
                        .mapToDouble(row -> value(row, target, null))
                        .toArray()
                : Arrays.stream(classes(training))
                        .map(c -> c == (form.means().size() == 1 ? 1 : which) ? 1 : 0)
                        .toArray();
        double[][] all = new double[FOLDS][2];
        Map<String, double[][]> byText = new HashMap<>();
        for (int i = 0; i < y.length; i++) {
            int fold = fold(training[i]);
            learnt.add(training[i]);
            all[fold][0] += y[i];
            all[fold][1]++;
            if (!isMissing(training[i], column)) {
                double[] figures =
                        byText.computeIfAbsent(rows.get(training[i])[column], text -> new double[FOLDS][2])[fold];
                figures[0] += y[i];
                figures[1]++;
            }
        }
        Set<String> repeated = byText.keySet().stream()
                .filter(text ->
                        Arrays.stream(byText.get(text)).mapToDouble(of -> of[1]).sum() > 1)
                .collect(Collectors.toSet());
        if (repeated.size() > form.texts().size()) {
            repeated.retainAll(form.texts()); // there may be too many to keep
        }
        return new Means(byText, all, repeated);
    }

    /** @return the fold of a row: five times the fraction of its number times the golden ratio, in 32 bits, rounded down */
    private static int fold(int row) {
        double share = Math.floorMod(row * 0x9E3779B9L, 1L << 32) / 0x1p32;
        return (int) Math.floor(FOLDS * share);
    }

    /** @param spared the fold that does not count; -1 for none */
    private double mean(Means of, String text, int spared) {
        double[] prior = sums(of.all(), spared);
        double mean = prior[0] / prior[1];
        if (!of.known().contains(text)) {
            return mean;
        }
        double[] own = sums(of.byText().get(text), spared);
        return (own[0] + 10 * mean) / (own[1] + 10);
    }

    private static double[] sums(double[][] folds, int spared) {
        double[] sums = new double[2];
        for (int fold = 0; fold < folds.length; fold++) {
            for (int i = 0; i < 2 && fold != spared; i++) {
                sums[i] += folds[fold][i];
            }
        }
        return sums;
    }

    /** @return the features of each column of the first file, given the training rows */
    List<Feature> features(int... training) {
        List<Feature> features = new ArrayList<>();
        for (int column = 0; column < names.size(); column++) {
            boolean left = column == target
                    || options.drop().contains(names.get(column))
                    || names.get(column).equals(source.splitBy());
            if (left) {
                features.add(leftOut(column));
            } else {
                addFeatures(features, column, training);
            }
        }
        return features;
    }

    private void addFeatures(List<Feature> features, int column, int... training) {
        if (!numeric.get(column)) {
            features.add(category(column, training));
            if (forms.get(names.get(column)) instanceof MeansForm form) {
                for (int k = 0; k < form.means().size(); k++) {
                    CellForm.Part part = form.means().get(k);
                    means.put(name(column, part), means(column, form, k, training));
                    features.add(number(column, part, training));
                }
            }
        } else if (forms.get(names.get(column)) instanceof DateForm) {
            for (DateForm.Part part : DateForm.Part.values()) {
                features.add(number(column, part, training));
            }
        } else if (forms.get(names.get(column)) instanceof WordsForm words) {
            for (int bucket = 0; bucket < words.inputs(); bucket++) {
                features.add(number(column, new Bucket(bucket), training));
            }
        } else {
            features.add(isId(column) ? leftOut(column) : number(column, null, training));
        }
    }

    /** @return whether a column has different whole numbers that are consecutive or called an identifier */
    private boolean isId(int column) {
        if (options.numeric().contains(names.get(column))) {
            return false;
        }
        double[] values = IntStream.range(0, ends.get(0))
                .filter(row -> !isMissing(row, column))
                .mapToDouble(row -> value(row, column, null))
                .sorted()
                .toArray();
        boolean once = values.length >= LEAST_IDENTIFIERS
                && Arrays.stream(values).distinct().count() == values.length
                && Arrays.stream(values).allMatch(value -> value == Math.floor(value));
        String name = names.get(column);
        boolean called = name.matches("(?i)(.*[ _.-])?id")
                || name.matches("(.*[ _.-])?(key|uuid|index|rownames)")
                || name.matches(".*[a-z]I[Dd]");
        boolean times = name.toLowerCase(Locale.ROOT).matches(".*(year|month|week|day|date|hour|time).*|.*age");
        return once && (called || !times && values[values.length - 1] - values[0] == values.length - 1);
    }

    private static Feature leftOut(int column) {
        return new Feature(column, null, List.of(), null, 0, 1, 0);
    }

    private Feature number(int column, CellForm.Part part, int... training) {
        double[] present = Arrays.stream(training)
                .filter(row -> !isMissing(row, column))
                .mapToDouble(row -> value(row, column, part))
                .sorted()
                .toArray();
        boolean missing = present.length < training.length;
        if (present.length == 0 || !missing && present[0] == present[present.length - 1]) {
            return leftOut(column);
        }
        String name = name(column, part);
        List<String> features = missing ? List.of(name, name + " missing") : List.of(name);
        double median = quantile(present, 2);
        double least = present[0];
        double most = present[present.length - 1];
        if (least == most) {
            return new Feature(column, part, features, null, median, 1, 0);
        }
        double quartiles = quantile(present, 3) - quantile(present, 1);
        double scale = quartiles > 0 ? quartiles : Math.max(Double.MIN_VALUE, most / 2 - least / 2);
        double size = Math.max(Math.abs(quantile(present, 1)), Math.abs(quantile(present, 3)));
        return new Feature(column, part, features, null, median, scale, 8 * ROUNDING * size / scale);
    }

    /** @return the first, second or third quartile of sorted values, on the line between the two values around it */
    private static double quantile(double[] sorted, int quarters) {
        int steps = quarters * (sorted.length - 1);
        int below = steps / 4;
        double share = steps % 4 / 4.0;
        return share == 0 ? sorted[below] : (1 - share) * sorted[below] + share * sorted[below + 1];
    }

    private static Feature standardised(int column, List<String> features, double... values) {
        double mean = sum(values) / values.length;
        double scale = Arrays.stream(values).map(Math::abs).max().orElseThrow();
        double[] squares = Arrays.stream(values)
                .map(value -> (value - mean) / scale)
                .map(share -> share * share)
                .toArray();
        double deviation = scale * Math.sqrt(sum(squares) / values.length);
        return new Feature(
                column, null, features, null, mean, deviation, 2 * values.length * ROUNDING * scale / deviation);
    }

    /** @return the compensated sum of Neumaier (1974), which hardly depends on the order of the terms */
    private static double sum(double... values) {
        double sum = 0;
        double lost = 0;
        for (double value : values) {
            double next = sum + value;
            lost += Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
            sum = next;
        }
        return sum + lost;
    }

    private Feature category(int column, int... training) {
        TreeMap<String, Integer> counts = new TreeMap<>();
        int present = 0;
        for (int row : training) {
            if (!isMissing(row, column)) {
                counts.merge(rows.get(row)[column], 1, Integer::sum);
                present++;
            }
        }
        boolean missing = present < training.length;
        boolean asked = options.categorical().contains(names.get(column));
        boolean single = counts.isEmpty() || counts.size() == 1 && !missing;
        boolean many =
                counts.size() > MOST_CATEGORIES || !asked && counts.size() > Math.max(LEAST_IDENTIFIERS, present / 2);
        if (many) {
            keepFrequent(column, counts, present, asked);
        }
        boolean prose = rows.stream().anyMatch(row -> row[column].length() > LONGEST_CATEGORY);
        if (single || prose || counts.isEmpty()) {
            return leftOut(column);
        }
        List<String> features = new ArrayList<>();
        counts.keySet().stream()
                .skip(counts.size() == 2 ? 1 : 0)
                .forEach(text -> features.add(names.get(column) + "=" + text));
        if (missing) {
            features.add(names.get(column) + " missing");
        }
        return new Feature(column, null, features, counts.size() == 2 ? counts.firstKey() : null, 0, 1, 0);
    }

    /** Replaces rare texts by one, or removes all if even the frequent ones are rare. */
    private void keepFrequent(int column, TreeMap<String, Integer> counts, int present, boolean asked) {
        List<String> order = new ArrayList<>(counts.keySet());
        order.sort(Comparator.comparingInt(text -> -counts.get(text)));
        List<String> own = order.stream()
                .filter(text -> asked || counts.get(text) >= LEAST_OF_FREQUENT)
                .limit(MOST_FREQUENT)
                .toList();
        boolean few = 10L * own.stream().mapToInt(counts::get).sum() < present;
        counts.keySet().retainAll(own);
        if (few && !asked) {
            counts.clear();
        } else if (rest(column) != null) {
            counts.put(rest(column), 1);
        }
    }

    /** @return the category of rare texts; null if there is none */
    private String rest(int column) {
        CellForm form = forms.get(names.get(column));
        return form == null || form.rest() == null ? null : form.rest().category();
    }

    /** @return the number of a cell, or of a part of a date; NaN if the cell has another form than its column */
    private double value(int row, int column, CellForm.Part part) {
        return value(row, column, part, true);
    }

    /** @param training whether a row to learn from is not given means of its own target */
    private double value(int row, int column, CellForm.Part part, boolean training) {
        String cell = rows.get(row)[column];
        if (part instanceof MeansForm.Means) {
            return mean(means.get(name(column, part)), cell, training && learnt.contains(row) ? fold(row) : -1);
        }
        CellForm form = forms.get(names.get(column));
        if (form instanceof DateForm date) {
            return date(cell, date.order(), (DateForm.Part) part);
        }
        if (form instanceof WordsForm words) {
            String text = CsvWitness.isMissing(cell, options) ? "" : cell;
            return wordsOf.computeIfAbsent(column, any -> new HashMap<>())
                    .computeIfAbsent(text, any -> words(text, words.inputs()))[((Bucket) part).number()];
        }
        if (form instanceof NumberForm number && !number.isPlain()) {
            return number(cell, number);
        }
        return CsvWitness.isNumber(cell) ? Double.parseDouble(cell) : Double.NaN;
    }

    /** Goes through the characters one by one, and adds to a bucket's number what the logarithm of its words grows by. */
    private static double[] words(String text, int buckets) {
        double[] words = new double[buckets];
        StringBuilder word = new StringBuilder();
        for (int c : (text + " ").codePoints().toArray()) {
            boolean ends = Character.isIdeographic(c) || !Character.isLetterOrDigit(c) && !isMark(c);
            if (ends) {
                add(words, word.toString());
                word.setLength(0);
            }
            if (Character.isIdeographic(c)) {
                add(words, Character.toString(c));
            } else if (!ends) {
                word.appendCodePoint(c);
            }
        }
        for (int bucket = 0; bucket < buckets; bucket++) {
            words[bucket] = Math.log(1 + words[bucket]);
        }
        return words;
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }

    /** Adds 1 to the bucket of a word, unless it is empty: its hash of 32 bits, FNV-1a, is computed in whole numbers of any size. */
    private static void add(double[] words, String word) {
        BigInteger hash = BigInteger.valueOf(2_166_136_261L);
        for (byte b : word.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8)) {
            hash = hash.xor(BigInteger.valueOf(Byte.toUnsignedLong(b)))
                    .multiply(BigInteger.valueOf(16_777_619))
                    .mod(BigInteger.TWO.pow(32));
        }
        if (!word.isEmpty()) {
            words[hash.mod(BigInteger.valueOf(words.length)).intValue()]++;
        }
    }

    /** Reads the digits up to and after the decimal mark, and an exponent; what is left of the cell must be the unit. */
    private static double number(String cell, NumberForm form) {
        Matcher found = FIGURES.matcher(cell);
        if (!found.find()) {
            return Double.NaN;
        }
        String rest = cell.substring(0, found.start()) + cell.substring(found.end());
        if (!rest.replaceAll("[-+()\u2212\\s\u00a0\u2009\u202f]", "").equals(form.prefix() + form.suffix())) {
            return Double.NaN;
        }
        String digits =
                found.group(1).replaceAll("[^0-9" + form.decimal() + "]", "").replace(form.decimal(), ".");
        if (!digits.matches("\\d*\\.?\\d+|\\d+\\.")) {
            return Double.NaN;
        }
        double size = Double.parseDouble(digits + (found.group(2) == null ? "" : found.group(2)));
        return rest.matches(".*[-(\u2212].*") ? -size : size;
    }

    private static double date(String cell, DateForm.Order order, DateForm.Part part) {
        List<Integer> figures = Arrays.stream(cell.split("[^0-9]+"))
                .filter(text -> !text.isEmpty() && text.length() < 5)
                .map(Integer::valueOf)
                .toList();
        if (figures.size() < 3 || !Character.isDigit(cell.charAt(0))) {
            return Double.NaN;
        }
        int year = figures.get(order == DateForm.Order.YEAR_FIRST ? 0 : 2);
        int month = figures.get(order == DateForm.Order.MONTH_FIRST ? 0 : 1);
        int day = figures.get(order == DateForm.Order.YEAR_FIRST ? 2 : order == DateForm.Order.DAY_FIRST ? 0 : 1);
        int hour = figures.size() > 3 ? figures.get(3) : 0;
        boolean halves = cell.toLowerCase(Locale.ROOT).matches(".*[ap]m.*");
        hour = halves ? hour % 12 + (cell.toLowerCase(Locale.ROOT).contains("p") ? 12 : 0) : hour;
        try {
            LocalDate date = LocalDate.of(year > 99 ? year : year < 69 ? 2000 + year : 1900 + year, month, day);
            double hours = hour
                    + (figures.size() > 4 ? figures.get(4) : 0) / 60.0
                    + (figures.size() > 5 ? figures.get(5) : 0) / 3600.0;
            double share = (date.getDayOfYear() - 1.0) / date.lengthOfYear();
            return switch (part) {
                case YEAR -> date.getYear();
                case MONTH -> date.getMonthValue();
                case WEEKDAY -> Math.floorMod(date.toEpochDay() + 3, 7) + 1;
                case SINE -> Math.sin(2 * Math.PI * share);
                case COSINE -> Math.cos(2 * Math.PI * share);
                case HOUR -> hours;
                case DAYS -> date.toEpochDay() + hours / 24;
            };
        } catch (DateTimeException e) {
            return Double.NaN;
        }
    }

    /**
     * Returns the values of one feature of a column.
     *
     * @param training whether these rows are learnt from, if they may be
     */
    double[] column(Feature feature, int place, boolean training, int... some) {
        int column = feature.column();
        boolean ofMissing = feature.names().get(place).equals(name(feature) + " missing");
        String own = feature.names().get(place);
        return Arrays.stream(some)
                .mapToDouble(row -> {
                    if (ofMissing) {
                        return isMissing(row, column) ? 1 : 0;
                    }
                    if (isMissing(row, column)) {
                        return 0;
                    }
                    if (numeric.get(column) || feature.part() != null) {
                        double z = (value(row, column, feature.part(), training) - feature.centre()) / feature.scale();
                        return column == target ? z : clipped(z);
                    }
                    String text = rows.get(row)[column];
                    boolean known =
                            text.equals(feature.opposite()) || feature.names().contains(names.get(column) + "=" + text);
                    if (!known && rest(column) != null) {
                        text = rest(column);
                    }
                    return text.equals(feature.opposite()) ? -1 : own.equals(names.get(column) + "=" + text) ? 1 : 0;
                })
                .toArray();
    }

    /** @return z/√(1 + z²/9), by the larger of both terms so that nothing overflows */
    private static double clipped(double z) {
        double third = Math.abs(z) / 3;
        return Math.copySign(third < 1 ? 3 * third / Math.sqrt(1 + third * third) : 3 / Math.hypot(1, 1 / third), z);
    }

    /** @return the scaling of a numeric target: mean 0 and standard deviation 1 over the training rows */
    Feature numberToLearn(int... training) {
        return standardised(
                target,
                List.of(names.get(target)),
                Arrays.stream(training)
                        .mapToDouble(row -> value(row, target, null))
                        .toArray());
    }

    /** @return the index of each row's class among the classes of all rows, in the order of their numbers or characters */
    double[] classes(int... some) {
        IntPredicate has = this::takesPart;
        if (numeric.get(target)) {
            TreeSet<Double> sorted = new TreeSet<>();
            IntStream.range(0, rows.size()).filter(has).forEach(row -> sorted.add(value(row, target, null) + 0.0));
            return Arrays.stream(some)
                    .mapToDouble(row ->
                            sorted.headSet(value(row, target, null) + 0.0).size())
                    .toArray();
        }
        TreeSet<String> sorted = new TreeSet<>();
        IntStream.range(0, rows.size()).filter(has).forEach(row -> sorted.add(rows.get(row)[target]));
        List<String> order = new ArrayList<>(sorted);
        return Arrays.stream(some)
                .mapToDouble(row -> order.indexOf(rows.get(row)[target]))
                .toArray();
    }
}
