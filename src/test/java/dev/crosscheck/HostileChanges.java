package dev.crosscheck;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Changes to files by somebody who knows their formats: a part is changed, doubled, repeated or left out, and the lengths, checksums and packing around
 * it are made to fit again, so that a reader meets the part and not only its wrapping. Formats are recognised by their first bytes, also inside of
 * others. The same random numbers give the same changes.
 */
final class HostileChanges {
    private static final long PNG = 0x89504e470d0a1a0aL;
    private static final int JPEG = 0xffd8;
    private static final int GZIP = 0x1f8b;
    private static final int ZIP = 0x504b0304;
    private static final int NPY = 0x934e554d;
    private static final int IDX = 0x08;
    private static final int START_OF_FRAME = 0xc0;
    private static final int START_OF_SCAN = 0xda;

    /** Bytes of a file that the rest is made to fit. */
    private static final int MOST_FITTED = 1 << 20;

    /** Of a zip file: more than this program reads. */
    private static final int MOST_ENTRIES = 1100;

    /** Bytes that anything is unpacked to. */
    private static final int MOST_UNPACKED = 1 << 24;

    /** Sizes just below and above the limits of formats and of this program. */
    private static final int[] LENGTHS = {20, 1_000, 9_800, 10_100, 65_000, 1 << 18, 1 << 20};

    private static final long[] NUMBERS = {
        0,
        1,
        2,
        3,
        7,
        8,
        9,
        31,
        127,
        128,
        255,
        256,
        1000,
        4097,
        8192,
        10_001,
        0x7fff,
        0x8000,
        0xffff,
        0x10000,
        1 << 20,
        1 << 24,
        60_000_000,
        46_341,
        999_999_999,
        0x3fffffff,
        0x40000000,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        0xffffffffL,
        1L << 32,
        (1L << 53) + 1,
        1L << 62,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1,
        -2
    };

    private static final String[] WORDS = {
        "1e999999999",
        "1e-999999999",
        "1e308",
        "-1e38",
        "4.9e-324",
        "-0",
        "00",
        "1.0",
        "0x1p3",
        "1_000",
        "NaN",
        "-Infinity",
        "nan(1)",
        "1,5",
        "2020-02-30",
        "9999999999-12-31",
        "null",
        "true",
        "\"",
        "\"\"",
        "'",
        "\0",
        "\u001b[2J",
        "\t",
        "\r",
        "\\u0000",
        "\\ud800",
        "\u00e2\u0080\u00ae",
        "\u00c0\u0080",
        "\u00ff",
        "\u00ef\u00bb\u00bf",
        "",
        "../x",
        "=1+1",
        "%00",
        "#",
        "[]",
        "{}",
        "[",
        "{"
    };

    private static final String[] TYPES = {"<f4", "<f8", "<i4", "<i8", "|u1", ">f8", "<U9", "|O", "<f2", "|b1"};

    private static final Charset[] ENCODINGS = {
        StandardCharsets.UTF_16LE,
        StandardCharsets.UTF_16BE,
        StandardCharsets.UTF_16,
        StandardCharsets.UTF_8,
        Charset.forName("UTF-32LE"),
        Charset.forName("windows-1252")
    };

    private static final Pattern WORD = Pattern.compile("\\w++|\\s++|.", Pattern.DOTALL);
    private static final Pattern TOKEN =
            Pattern.compile("\"(?:[^\"\\\\]++|\\\\.)*+\"|[-+.\\w]++|\\s++|.", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("-?\\d++[.\\deE+-]*+");
    private static final Pattern SHAPE = Pattern.compile("\\(([^()]*)\\)");
    private static final Pattern OFFSETS =
            Pattern.compile("\"F(32|64)\",\"shape\":\\[([\\d,]*)\\],\"data_offsets\":\\[\\d+,\\d+\\]");

    /** A part of a file, under the name of its kind. */
    private record Part(String name, byte[] content) {
        private Part with(byte[] other) {
            return new Part(name, other);
        }
    }

    private final RandomGenerator random;
    private final int longest;

    /** @param longest that parts are made, in bytes */
    HostileChanges(RandomGenerator random, int longest) {
        this.random = random;
        this.longest = longest;
    }

    /** @return the file with one or a few changes */
    byte[] of(byte[] file) {
        byte[] changed = file;
        do {
            changed = once(changed);
        } while (chance(4) && changed.length <= longest);
        return changed;
    }

    private byte[] once(byte[] file) {
        try {
            return chance(12) ? bytes(file) : byFormat(file);
        } catch (IOException | RuntimeException e) {
            // Damaged before.
            return bytes(file);
        }
    }

    private byte[] byFormat(byte[] file) throws IOException {
        ByteBuffer start = ByteBuffer.wrap(Arrays.copyOf(file, 16));
        if (start.getLong(0) == PNG) {
            return png(file);
        }
        if ((start.getShort(0) & 0xffff) == JPEG) {
            return jpeg(file);
        }
        if ((start.getShort(0) & 0xffff) == GZIP) {
            return gzip(file);
        }
        if (start.getInt(0) == ZIP) {
            return zip(file);
        }
        if (start.getInt(0) == NPY) {
            return npy(file);
        }
        if (start.getShort(0) == IDX) {
            return idx(file);
        }
        if (start.get(8) == '{' && start.getInt(4) == 0) {
            return tensors(file);
        }
        String text = latin(file);
        int body = text.indexOf("\r\n\r\n") + 4;
        if (body >= 4 && text.contains(" HTTP/")) {
            return http(text, body);
        }
        boolean plain = IntStream.range(0, file.length).allMatch(i -> file[i] < 0 || file[i] >= 9);
        if (!plain) {
            return bytes(file);
        }
        String changed = text(text);
        return chance(24) ? changed.getBytes(pick(ENCODINGS)) : latin(changed);
    }

    private boolean chance(int in) {
        return random.nextInt(in) == 0;
    }

    private int index(int length) {
        return random.nextInt(Math.max(1, length));
    }

    @SafeVarargs
    private <T> T pick(T... some) {
        return some[index(some.length)];
    }

    private long number() {
        long some = NUMBERS[index(NUMBERS.length)];
        return chance(4) ? some + random.nextInt(-2, 3) : some;
    }

    /** A byte is a character, whatever the encoding is. */
    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** @return bytes with those from one place to another replaced */
    private static byte[] replaced(byte[] in, int from, int to, byte... by) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length + by.length);
        out.write(in, 0, from);
        out.writeBytes(by);
        out.write(in, to, in.length - to);
        return out.toByteArray();
    }

    private byte[] bytes(byte[] file) {
        int at = index(file.length);
        int end = Math.min(file.length, at + 1 + index(chance(2) ? 8 : file.length));
        byte[] piece = Arrays.copyOfRange(file, at, end);
        switch (random.nextInt(7)) {
            case 0 -> {
                return Arrays.copyOf(file, at);
            }
            case 1 -> {
                return replaced(file, at, end);
            }
            case 2 -> {
                return replaced(file, at, at, latin(latin(piece).repeat(times(piece.length))));
            }
            case 3 -> {
                random.nextBytes(piece);
                return replaced(file, at, end, piece);
            }
            case 4 -> {
                byte[] flipped = file.clone();
                if (file.length > 0) {
                    flipped[at] ^= (byte) (1 << random.nextInt(8));
                }
                return flipped;
            }
            default -> {
                ByteBuffer eight = ByteBuffer.allocate(8);
                eight.order(pick(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN));
                int size = pick(1, 2, 4, 8);
                long number = number();
                // The low bytes, in either order.
                eight.putLong(0, eight.order() == ByteOrder.BIG_ENDIAN ? number << (64 - 8 * size) : number);
                return replaced(file, at, Math.min(file.length, at + size), Arrays.copyOf(eight.array(), size));
            }
        }
    }

    /** @return how often a part of this length is repeated */
    private int times(int length) {
        int most = Math.min(longest, LENGTHS[index(LENGTHS.length)]) / Math.max(1, length);
        return most - Math.min(most, index(10));
    }

    /** Leaves a part out, doubles it, repeats it, or puts it elsewhere. */
    private <T> void rearrange(List<T> parts, ToIntFunction<T> length) {
        int at = index(parts.size());
        T part = parts.get(at);
        switch (random.nextInt(4)) {
            case 0 -> parts.remove(at);
            case 1 -> parts.add(index(parts.size()), part);
            case 2 -> parts.addAll(at, Collections.nCopies(times(length.applyAsInt(part)), part));
            default -> Collections.swap(parts, at, index(parts.size()));
        }
    }

    private void change(List<Part> parts, UnaryOperator<Part> how) {
        if (chance(3)) {
            rearrange(parts, part -> 12 + part.content().length);
        } else {
            int at = index(parts.size());
            parts.set(at, how.apply(parts.get(at)));
        }
    }

    private String text(String text) {
        String start = text.stripLeading();
        if ((start.startsWith("{") || start.startsWith("[")) && !chance(8)) {
            return json(text);
        }
        List<String> words = found(WORD, text);
        List<String> lines = new ArrayList<>(List.of(text.split("(?<=\n)")));
        int at = index(words.size());
        // An element of a list has its separator with it, mostly.
        int end = Math.min(words.size(), at + pick(1, 2, 2, 2, 3));
        switch (random.nextInt(9)) {
            case 0, 1 -> words.set(at, word());
            case 2, 3, 8 -> {
                String piece = String.join("", words.subList(at, end));
                words.add(at, piece.repeat(times(piece.length())));
            }
            case 4 -> words.subList(at, end).clear();
            case 5 -> words.replaceAll(word -> word.equals(words.get(at)) && word.length() == 1 ? ";" : word);
            case 6 -> {
                rearrange(lines, String::length);
                return String.join("", lines);
            }
            default -> {
                // More columns.
                int more = 1 + times(2 * text.length()) % 20_000;
                String between = pick(",", ";", "\t", " ", "|");
                return lines.stream()
                        .map(line -> (line.strip() + between).repeat(more) + line)
                        .collect(Collectors.joining());
            }
        }
        return String.join("", words);
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group())
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** @return a number or a word that is none, sometimes a long one, sometimes in quotation marks */
    private String word() {
        String word = chance(3) ? Long.toString(number()) : pick(WORDS);
        String repeated = chance(6) ? word.repeat(times(word.length())) + pick("", "x", ".", "-") : word;
        return chance(6) ? '"' + repeated + '"' : repeated;
    }

    private String json(String text) {
        List<String> tokens = found(TOKEN, text);
        int at = 0;
        do {
            // A long token is chosen as often as many short ones, every other time.
            at = index(tokens.size());
            int left = random.nextInt(text.length());
            boolean byLength = chance(2);
            for (int i = 0; byLength && left >= 0; i++) {
                left -= tokens.get(i).length();
                at = i;
            }
        } while (",:]} \n\r\t".indexOf(tokens.get(at).charAt(0)) >= 0);
        int end = end(tokens, at);
        // A name has its value with it, sometimes.
        int colon = end;
        while (colon < tokens.size() && tokens.get(colon).isBlank()) {
            colon++;
        }
        boolean member = colon < tokens.size() && tokens.get(colon).equals(":");
        String token = tokens.get(at);
        if (token.startsWith("\"") && token.length() > 1 && !chance(4)) {
            String inside = token.substring(1, token.length() - 1);
            boolean nested = inside.contains("\\\"");
            String changed = text(nested ? inside.replaceAll("\\\\(.)", "$1") : inside);
            tokens.set(at, '"' + (nested ? changed.replace("\\", "\\\\").replace("\"", "\\\"") : changed) + '"');
            return String.join("", tokens);
        }
        if (member && !chance(3)) {
            int value = colon + 1;
            while (tokens.get(value).isBlank()) {
                value++;
            }
            end = end(tokens, value);
        }
        if (NUMBER.matcher(token).matches() && chance(2)) {
            tokens.set(at, Long.toString(number()));
            return String.join("", tokens);
        }
        List<String> span = tokens.subList(at, end);
        String value = String.join("", span);
        String other = switch (random.nextInt(7)) {
            case 0 -> value + "," + value;
            case 1 -> value + ("," + value).repeat(times(1 + value.length()));
            case 2 -> {
                int deep = pick(1, 31, 32, 33, 1000, 100_000);
                String open = pick("[", "{\"a\":", "[{\"a\":");
                yield open.repeat(deep)
                        + value
                        + open.replaceAll("[^\\[{]", "")
                                .replace('[', ']')
                                .replace('{', '}')
                                .repeat(deep);
            }
            case 3 -> "";
            case 4 -> {
                int from = index(tokens.size());
                yield String.join("", tokens.subList(from, end(tokens, from)));
            }
            case 5 -> "\"more\":" + word() + "," + value;
            default -> word();
        };
        span.clear();
        tokens.add(at, other);
        return String.join("", tokens);
    }

    /** @return where the value ends that begins at a token */
    private static int end(List<String> tokens, int at) {
        int depth = 0;
        int end = at;
        do {
            String token = tokens.get(end++);
            depth += "[{".contains(token) ? 1 : "]}".contains(token) ? -1 : 0;
        } while (depth > 0 && end < tokens.size());
        return end;
    }

    private byte[] http(String text, int body) {
        if (body < text.length() && chance(2)) {
            String changed = latin(once(latin(text.substring(body))));
            return latin(
                    text.substring(0, body).replaceFirst("(?<=Content-Length: )\\d+", "" + changed.length()) + changed);
        }
        return latin(text(text.substring(0, body)) + text.substring(body));
    }

    private byte[] gzip(byte[] file) throws IOException {
        byte[] content = new GZIPInputStream(new ByteArrayInputStream(file)).readNBytes(MOST_UNPACKED);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
            packed.write(chance(16) ? new byte[1 << random.nextInt(25)] : once(content));
        }
        return chance(16) ? bytes(out.toByteArray()) : out.toByteArray();
    }

    private byte[] idx(byte[] file) {
        int rank = file[3] & 3;
        ByteBuffer start = ByteBuffer.wrap(Arrays.copyOf(file, 4 + 4 * rank));
        for (int at = 4; at < start.limit(); at += 4) {
            if (chance(2)) {
                start.putInt(at, (int) number());
            }
        }
        long bytes =
                IntStream.range(0, rank).mapToLong(d -> start.getInt(4 + 4 * d)).reduce(1, (a, b) -> a * b);
        byte[] content = Arrays.copyOfRange(file, start.limit(), file.length);
        boolean fits = bytes >= 0 && bytes <= MOST_FITTED && chance(2);
        return replaced(
                start.array(), start.limit(), start.limit(), fits ? Arrays.copyOf(content, (int) bytes) : content);
    }

    private byte[] npy(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int length = in.getShort(8) & 0xffff;
        String header = latin(Arrays.copyOfRange(file, 10, 10 + length));
        byte[] values = Arrays.copyOfRange(file, 10 + length, file.length);
        switch (random.nextInt(5)) {
            case 0 -> header = text(header);
            case 1 -> header = header.replaceFirst("'descr': '[^']*'", "'descr': '" + pick(TYPES) + "'");
            case 2 ->
                header = SHAPE.matcher(header)
                        .replaceFirst(shape -> shape.group()
                                .replaceFirst("\\d+(?=,? ?\\))|\\d+", "" + (chance(2) ? random.nextInt(3) : number())));
            case 3 -> {
                String sizes = chance(4)
                        ? pick("1, ", "0,", "3, ", "999999999, ").repeat(times(3))
                        : LongStream.generate(this::number)
                                .limit(random.nextInt(5))
                                .mapToObj(size -> size + ", ")
                                .collect(Collectors.joining());
                header = SHAPE.matcher(header).replaceFirst("(" + sizes + ")");
            }
            default -> values = bytes(values);
        }
        Matcher shape = SHAPE.matcher(header);
        Matcher size = Pattern.compile("'[<|>][fiu](\\d)'").matcher(header);
        if (!chance(3) && shape.find() && size.find()) {
            long bytes = product(Long.parseLong(size.group(1)), shape.group(1));
            values = bytes <= MOST_FITTED ? Arrays.copyOf(values, (int) bytes) : values;
        }
        int said = chance(16) ? (int) number() : header.length();
        ByteBuffer out = littleEndian(10 + header.length() + values.length);
        return out.put(file, 0, 8)
                .putShort((short) said)
                .put(latin(header))
                .put(values)
                .array();
    }

    /** @return a {@code .npy} file of so many bytes that are 0 */
    private static byte[] zeros(int count) {
        String header = "{'descr': '|u1', 'fortran_order': False, 'shape': (" + count + ",), }";
        return Arrays.copyOf(
                latin("\u0093NUMPY\1\0" + (char) header.length() + "\0" + header), 10 + header.length() + count);
    }

    /** @return the product of a size and those in a text; a huge one if it overflows */
    private static long product(long size, String sizes) {
        try {
            return Arrays.stream(sizes.split("[, ]+"))
                    .filter(word -> !word.isEmpty())
                    .mapToLong(Long::parseLong)
                    .map(Math::abs)
                    .reduce(size, Math::multiplyExact);
        } catch (ArithmeticException | NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private byte[] tensors(byte[] file) {
        int length = Math.min(
                file.length - 8,
                ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(0));
        String header = latin(Arrays.copyOfRange(file, 8, 8 + length));
        byte[] values = Arrays.copyOfRange(file, 8 + length, file.length);
        if (chance(4)) {
            values = bytes(values);
        } else {
            header = json(header);
        }
        if (chance(2)) {
            // Offsets and values that fit the shapes.
            long end = 0;
            StringBuilder fitted = new StringBuilder();
            Matcher array = OFFSETS.matcher(header);
            while (array.find()) {
                long begin = end;
                end += Math.min(MOST_FITTED, product(Long.parseLong(array.group(1)) / 8, array.group(2)));
                array.appendReplacement(
                        fitted,
                        "\"F" + array.group(1) + "\",\"shape\":[" + array.group(2) + "],\"data_offsets\":[" + begin
                                + "," + end + "]");
            }
            header = array.appendTail(fitted).toString();
            values = Arrays.copyOf(values, (int) Math.min(MOST_FITTED, end));
        }
        long said = chance(24) ? number() : header.length();
        ByteBuffer out = littleEndian(8 + header.length() + values.length);
        return out.putLong(said).put(latin(header)).put(values).array();
    }

    private byte[] png(byte[] file) throws IOException {
        List<Part> chunks = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(file).position(8);
        while (in.hasRemaining()) {
            byte[] name = new byte[4];
            byte[] content = new byte[Math.min(in.getInt(), in.remaining() - 8)];
            in.get(name).get(content).getInt();
            chunks.add(new Part(latin(name), content));
        }
        change(
                chunks,
                chunk -> chunk.with(
                        switch (chunk.name()) {
                            case "IHDR" -> header(chunk.content());
                            case "IDAT" ->
                                chance(2) ? deflated(bytes(inflated(chunk.content()))) : bytes(chunk.content());
                            default -> once(chunk.content());
                        }));
        byte[] header = chunks.get(0).content();
        if (chance(2) && header.length == 13) {
            // Blank rows of the size that the header says.
            long bytes = (1 + (ByteBuffer.wrap(header).getInt(0) * 4L * header[8] + 7) / 8)
                    * ByteBuffer.wrap(header).getInt(4);
            if (bytes > 0 && bytes <= (chance(16) ? MOST_UNPACKED : MOST_FITTED)) {
                byte[] rows = deflated(new byte[(int) bytes]);
                chunks.replaceAll(chunk -> chunk.name().equals("IDAT") ? chunk.with(rows) : chunk);
            }
        }
        ByteBuffer out = ByteBuffer.allocate(8
                + chunks.stream().mapToInt(chunk -> 12 + chunk.content().length).sum());
        out.putLong(PNG);
        int lie = chance(16) ? index(chunks.size()) : -1;
        for (Part chunk : chunks) {
            int said = chunks.indexOf(chunk) == lie ? (int) number() : chunk.content().length;
            CRC32 checksum = new CRC32();
            checksum.update(latin(chunk.name()));
            checksum.update(chunk.content());
            out.putInt(said).put(latin(chunk.name())).put(chunk.content()).putInt((int) checksum.getValue());
        }
        return out.array();
    }

    /** @return width, height, depth, colour, compression, filter and passes, some of them others */
    private byte[] header(byte[] header) {
        ByteBuffer changed = ByteBuffer.wrap(Arrays.copyOf(header, 13));
        if (chance(2)) {
            changed.putInt(4 * random.nextInt(2), (int) number());
        }
        if (chance(2)) {
            changed.put(8, pick((byte) 1, (byte) 2, (byte) 4, (byte) 8, (byte) 16));
            changed.put(9, (byte) random.nextInt(7));
        }
        if (chance(3)) {
            changed.put(12, (byte) random.nextInt(3));
        }
        return changed.array();
    }

    private static byte[] deflated(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream packed = new DeflaterOutputStream(out)) {
            packed.write(content);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    private static byte[] inflated(byte[] content) {
        try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(content))) {
            return in.readNBytes(MOST_UNPACKED);
        } catch (IOException e) {
            return content;
        }
    }

    /** A segment is its marker and content; a scan is a segment with the coded data behind it. */
    private byte[] jpeg(byte[] file) {
        List<Part> segments = new ArrayList<>();
        int at = 2;
        while (at + 4 <= file.length) {
            int marker = file[at + 1] & 0xff;
            int length = ByteBuffer.wrap(file).getShort(at + 2) & 0xffff;
            int end = Math.min(file.length, at + 2 + length);
            while (marker == START_OF_SCAN
                    && end + 1 < file.length
                    && (file[end] != -1 || file[end + 1] <= 0 && file[end + 1] > -41)) {
                end++;
            }
            segments.add(new Part("" + (char) marker, Arrays.copyOfRange(file, Math.min(end, at + 4), end)));
            at = end;
        }
        change(
                segments,
                segment -> segment.with(
                        (segment.name().charAt(0) & 0xfc) == START_OF_FRAME
                                ? frame(segment.content())
                                : once(segment.content())));
        if (chance(30)) {
            // Many scans of many pixels: each alone may be within a limit.
            int side = random.nextInt(100, 8192);
            segments.replaceAll(
                    segment -> (segment.name().charAt(0) & 0xfc) == START_OF_FRAME && segment.content().length > 5
                            ? segment.with(ByteBuffer.wrap(segment.content())
                                    .putInt(1, 0x10001 * side)
                                    .array())
                            : segment);
            Part last = segments.get(segments.size() - 1);
            int most = Math.min(1000, longest / (1 + last.content().length));
            segments.addAll(Collections.nCopies(random.nextInt(1 + most), last));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(latin("\u00ff\u00d8"));
        for (Part segment : segments) {
            char marker = segment.name().charAt(0);
            byte[] content = segment.content();
            // That of a scan is 3 and twice the number of its components.
            int length = 2 + (marker == START_OF_SCAN && content.length > 0 ? 4 + 2 * content[0] : content.length);
            out.writeBytes(latin("\u00ff" + marker + (char) (length >> 8 & 0xff) + (char) (length & 0xff)));
            out.writeBytes(content);
        }
        out.writeBytes(latin("\u00ff\u00d9"));
        return out.toByteArray();
    }

    /** @return precision, height, width and components, some of them others */
    private byte[] frame(byte[] header) {
        ByteBuffer changed = ByteBuffer.wrap(header.clone());
        switch (random.nextInt(4)) {
            case 0 -> changed.putShort(1, (short) number());
            case 1 -> changed.putShort(3, (short) number());
            case 2 -> changed.put(7, (byte) (1 + random.nextInt(4) << 4 | 1 + random.nextInt(4)));
            default -> changed.putInt(1, 0x10001 * random.nextInt(1, 8193));
        }
        return changed.array();
    }

    private byte[] zip(byte[] file) throws IOException {
        List<Part> entries = new ArrayList<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(file))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.add(new Part(entry.getName(), in.readNBytes(MOST_UNPACKED)));
            }
        }
        change(
                entries,
                entry -> chance(8) ? new Part(text(entry.name()), entry.content()) : entry.with(once(entry.content())));
        boolean stored = chance(2);
        entries.subList(Math.min(entries.size(), MOST_ENTRIES), entries.size()).clear();
        int shared = chance(16) && entries.size() < 50 ? 1 + random.nextInt(MOST_ENTRIES / entries.size()) : 0;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream directory = new ByteArrayOutputStream();
        int count = 0;
        for (Part entry : entries) {
            byte[] content = shared == 0 ? entry.content() : zeros((MOST_FITTED << 6) / (1 + shared) / entries.size());
            byte[] deflated = deflated(content);
            byte[] packed = stored ? content : Arrays.copyOfRange(deflated, 2, deflated.length - 4);
            String said = entry.name().substring(0, Math.min(entry.name().length(), shared > 0 ? 100 : 0xffff));
            ByteBuffer facts = facts(content, packed.length, stored).putShort(22, (short) said.length());
            int at = out.size();
            out.writeBytes(latin("PK\3\4"));
            out.writeBytes(facts.array());
            out.writeBytes(latin(said));
            out.writeBytes(packed);
            for (int copy = 0; copy <= shared; copy++, count++) {
                String name = copy == 0 ? said : copy + said;
                directory.writeBytes(latin("PK\1\2\24\0"));
                directory.writeBytes(facts.putShort(22, (short) name.length()).array());
                directory.writeBytes(littleEndian(14).putInt(10, at).array());
                directory.writeBytes(latin(name));
            }
        }
        byte[] records = chance(6) ? bytes(directory.toByteArray()) : directory.toByteArray();
        ByteBuffer end = littleEndian(22)
                .putInt(0x06054b50)
                .putInt(0)
                .putShort((short) count)
                .putShort((short) count);
        byte[] last = end.putInt(records.length).putInt(out.size()).array();
        out.writeBytes(records);
        out.writeBytes(chance(16) ? bytes(last) : last);
        return out.toByteArray();
    }

    /** @return what an entry's header and its record in the directory have in common, with room for the length of the name */
    private static ByteBuffer facts(byte[] content, int packed, boolean stored) {
        CRC32 checksum = new CRC32();
        checksum.update(content);
        ByteBuffer facts = littleEndian(26).putShort((short) 20).putShort((short) 0);
        facts.putShort((short) (stored ? 0 : 8)).putInt(0).putInt((int) checksum.getValue());
        return facts.putInt(packed).putInt(content.length);
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
