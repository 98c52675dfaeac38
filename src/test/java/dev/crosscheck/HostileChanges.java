package dev.crosscheck;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.DeflaterInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Changes to files by somebody who knows their formats: a part is changed, doubled, repeated or left out, and the lengths, checksums and packing around
 * it are made to fit again, so that a reader meets the part and not only its wrapping. Formats are recognised by their first bytes, also inside of
 * others. The same random numbers give the same changes.
 */
final class HostileChanges {
    private static final long PNG = 0x89504e470d0a1a0aL;
    private static final int GZIP = 0x1f8b;
    private static final int ZIP = 0x504b0304;
    private static final int NPY = 0x934e554d;

    /** Bytes of a file that the rest is made to fit. */
    private static final int MOST_FITTED = 1 << 20;

    /** Bytes that anything is unpacked to. */
    private static final int MOST_UNPACKED = 1 << 24;

    /** Sizes just below and above the limits of formats and of this program. */
    private static final int[] LENGTHS = {20, 1_000, 9_800, 10_100, 65_000, 1 << 18, 1 << 20};

    private static final String[] WORDS = {
        "1e999999999",
        "1e308",
        "-1e38",
        "4.9e-324",
        "1.0",
        "NaN",
        "-Infinity",
        "2020-02-30",
        "null",
        "\"",
        "\0",
        "\t",
        "\u001b[2J",
        "\\u0000",
        "\\ud800",
        "\u00e2\u0080\u00ae",
        "\u00ff",
        "",
        "../x",
        "[]",
        "{"
    };

    private static final Pattern TOKEN =
            Pattern.compile("\"(?:[^\"\\\\]++|\\\\.)*+\"|-?+[.\\w]++|\\s++|.", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("-?\\d[.\\deE+-]*+");
    private static final Pattern ARRAY = Pattern.compile("'[<|>][fiu](\\d)'.*\\(([\\d, ]*)\\)");

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
        } while (chance(4) && changed.length <= Math.min(longest, MOST_FITTED / 8));
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
        if ((start.getShort(0) & 0xffff) == GZIP) {
            return gzip(file);
        }
        if (start.getInt(0) == ZIP) {
            return zip(file);
        }
        if (start.getInt(0) == NPY) {
            return npy(file);
        }
        if (start.get(8) == '{' && start.getInt(4) == 0) {
            return tensors(file);
        }
        String text = latin(file);
        int body = text.indexOf("\r\n\r\n") + 4;
        if (body >= 4 && text.contains(" HTTP/")) {
            return http(text, body);
        }
        if (IntStream.range(0, file.length).anyMatch(i -> file[i] >= 0 && file[i] < 9)) {
            return bytes(file);
        }
        String changed = text(text);
        return chance(24) ? changed.getBytes(Charset.forName(pick("UTF-16", "UTF-32LE", "UTF-8"))) : latin(changed);
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

    /** @return a small number, or one near a power of two or ten, as limits are */
    private long number() {
        if (chance(3)) {
            return random.nextInt(4);
        }
        long near = chance(2) ? 1L << random.nextInt(64) : (long) Math.pow(10, random.nextInt(19));
        return (chance(4) ? -near : near) + random.nextInt(-2, 3);
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
        switch (random.nextInt(6)) {
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
            default -> {
                ByteOrder order = pick(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN);
                byte[] eight =
                        ByteBuffer.allocate(8).order(order).putLong(number()).array();
                int size = pick(1, 2, 4, 8);
                int low = order == ByteOrder.BIG_ENDIAN ? 8 - size : 0;
                return replaced(file, at, Math.min(file.length, at + size), Arrays.copyOfRange(eight, low, low + size));
            }
        }
    }

    /** @return how often a part of this length is repeated */
    private int times(int length) {
        int most = Math.min(longest, LENGTHS[index(LENGTHS.length)]) / Math.max(1, length);
        return most - Math.min(most, index(10));
    }

    /** Leaves a part out, doubles it, repeats it or moves it; or changes it in this way. */
    private void change(List<Part> parts, UnaryOperator<Part> how) {
        int at = index(parts.size());
        Part part = parts.get(at);
        switch (random.nextInt(12)) {
            case 0 -> parts.remove(at);
            case 1 -> parts.add(index(parts.size()), part);
            case 2 -> parts.addAll(at, Collections.nCopies(times(12 + part.content().length), part));
            case 3 -> Collections.swap(parts, at, index(parts.size()));
            default -> parts.set(at, how.apply(part));
        }
    }

    /** Changes a word, a bracket with what is in it, or these with what follows, as a name with its value; inside of quotation marks, too. */
    private String text(String text) {
        if (chance(12)) {
            // More columns.
            String more = pick(WORDS) + pick(",", ";", "\t", "|");
            String repeated =
                    more.repeat(times(more.length() * (int) text.lines().count()) % 20_000);
            return text.replaceAll("(?m)^(?=.)", Matcher.quoteReplacement(repeated));
        }
        List<String> tokens =
                TOKEN.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(ArrayList::new));
        int at;
        do {
            at = index(tokens.size());
        } while (",:]} \n\r\t".indexOf(tokens.get(at).charAt(0)) >= 0 && !chance(8));
        String token = tokens.get(at);
        if (token.length() > 2 && token.startsWith("\"") && !chance(4)) {
            String inside = token.substring(1, token.length() - 1);
            boolean nested = inside.contains("\\\"");
            String changed = text(nested ? inside.replaceAll("\\\\(.)", "$1") : inside);
            tokens.set(at, '"' + (nested ? changed.replace("\\", "\\\\").replace("\"", "\\\"") : changed) + '"');
            return String.join("", tokens);
        }
        if (NUMBER.matcher(token).matches() && chance(2)) {
            tokens.set(at, Long.toString(number()));
            return String.join("", tokens);
        }
        int end = end(tokens, at);
        for (int more = random.nextInt(5); more > 0 && end < tokens.size(); more--) {
            end = end(tokens, end);
        }
        List<String> span = tokens.subList(at, end);
        String old = String.join("", span);
        int from = index(tokens.size());
        String other = switch (random.nextInt(8)) {
            case 0 -> "";
            case 1 -> old + "," + old;
            case 2 -> old.repeat(times(old.length()));
            case 3 -> (old + ",").repeat(times(1 + old.length())) + old;
            case 4 -> {
                int deep = pick(1, 31, 33, times(1));
                yield chance(2)
                        ? "[".repeat(deep) + old + "]".repeat(deep)
                        : "{\"a\":".repeat(deep) + old + "}".repeat(deep);
            }
            case 5 -> String.join("", tokens.subList(from, end(tokens, from)));
            default -> word();
        };
        span.clear();
        tokens.add(at, other);
        return String.join("", tokens);
    }

    /** @return a number or a word that is none, sometimes a long one, sometimes in quotation marks */
    private String word() {
        String word = chance(3) ? Long.toString(number()) : pick(WORDS);
        String repeated = chance(6) ? word.repeat(times(word.length())) + pick("", "x", ".", "-") : word;
        return chance(6) ? '"' + repeated + '"' : repeated;
    }

    /** @return where the word or bracket ends that begins at a token */
    private static int end(List<String> tokens, int at) {
        int depth = 0;
        int end = at;
        do {
            String token = tokens.get(end++);
            depth += "[{(".contains(token) ? 1 : "]})".contains(token) ? -1 : 0;
        } while (depth > 0 && end < tokens.size());
        return end;
    }

    private byte[] http(String text, int body) {
        String head = text.substring(0, body);
        if (chance(2)) {
            return latin(text(head) + text.substring(body));
        }
        String changed = latin(once(latin(text.substring(body))));
        return latin(head.replaceFirst("(?<=Content-Length: )\\d+", "" + changed.length()) + changed);
    }

    private byte[] gzip(byte[] file) throws IOException {
        byte[] content = new GZIPInputStream(new ByteArrayInputStream(file)).readNBytes(MOST_UNPACKED);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
            packed.write(once(content));
        }
        return chance(16) ? bytes(out.toByteArray()) : out.toByteArray();
    }

    private byte[] npy(byte[] file) {
        int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getShort(8) & 0xffff;
        String header = latin(Arrays.copyOfRange(file, 10, 10 + length));
        byte[] values = Arrays.copyOfRange(file, 10 + length, file.length);
        if (chance(4)) {
            values = bytes(values);
        } else if (chance(3)) {
            String sizes = (number() + ", ").repeat(chance(2) ? index(4) : times(3));
            header = header.replaceFirst("\\(.*\\)", "(" + sizes + ")");
        } else {
            header = text(header);
        }
        Matcher array = ARRAY.matcher(header);
        if (!chance(3) && array.find()) {
            values = Arrays.copyOf(values, fitted(Long.parseLong(array.group(1)), array.group(2)));
        }
        ByteBuffer out = littleEndian(10 + header.length() + values.length).put(file, 0, 8);
        return out.putShort((short) header.length())
                .put(latin(header))
                .put(values)
                .array();
    }

    /** @return the product of a size and those in a text, if it is not too large */
    private static int fitted(long size, String sizes) {
        long product = size;
        for (String word : sizes.split("[, ]+")) {
            product *= word.isEmpty() ? 1 : Long.parseLong(word);
        }
        return (int) Math.max(0, Math.min(MOST_FITTED, product));
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
            header = text(header);
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
        change(chunks, chunk -> {
            if (!chunk.name().equals("IDAT") || chance(2)) {
                return chunk.with(once(chunk.content()));
            }
            byte[] rows = read(new InflaterInputStream(new ByteArrayInputStream(chunk.content())));
            return chunk.with(read(new DeflaterInputStream(new ByteArrayInputStream(bytes(rows)))));
        });
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(file, 0, 8);
        for (Part chunk : chunks) {
            byte[] checked = latin(chunk.name() + latin(chunk.content()));
            CRC32 checksum = new CRC32();
            checksum.update(checked);
            int said = chance(100) ? (int) number() : chunk.content().length;
            out.writeBytes(ByteBuffer.allocate(4).putInt(said).array());
            out.writeBytes(checked);
            out.writeBytes(
                    ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
        }
        return out.toByteArray();
    }

    private static byte[] read(InputStream in) {
        try (in) {
            return in.readNBytes(MOST_UNPACKED);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(chance(2) ? 0 : 9);
            for (Part entry : entries) {
                zip.putNextEntry(new ZipEntry(entry.name()));
                zip.write(entry.content());
                zip.closeEntry();
            }
        }
        byte[] whole = out.toByteArray();
        int directory = latin(whole).indexOf("PK\1\2");
        return chance(6)
                ? replaced(whole, directory, whole.length, bytes(Arrays.copyOfRange(whole, directory, whole.length)))
                : whole;
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
