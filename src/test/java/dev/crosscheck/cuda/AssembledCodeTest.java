package dev.crosscheck.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What NVIDIA's assembler makes of the shipped PTX, where it is on the path: for every generation it must keep as many loads in flight as
 * digits.cu asks for. Otherwise the kernels compute the same and take twice as long.
 */
class AssembledCodeTest {
    private static final Pattern KERNEL = Pattern.compile("Compiling entry function '(\\w+)'");
    private static final Pattern SPILLED = Pattern.compile("(\\d+) bytes spill stores");
    private static final Pattern REGISTERS = Pattern.compile("Used (\\d+) registers");

    /** A processor of a GPU has 65,536 registers: that is enough for two blocks of 256 threads, which first_weights needs. */
    private static final int MOST_REGISTERS = 128;

    private static final int AHEAD = 16; // as in digits.cu

    /**
     * A kernel for one generation.
     *
     * @param inFlight the loads from global memory that are in flight when code waits for one of them, for each such place that has
     *     issued another one since the last; in the code's order
     */
    private record Assembled(int registers, int spilled, List<Integer> inFlight) {}

    @ParameterizedTest
    @ValueSource(ints = {75, 80, 86, 89, 90, 100, 120})
    void loadsAreInFlightTogether(int capability, @TempDir Path folder) throws IOException, InterruptedException {
        Map<String, Assembled> kernels = assemble(capability, folder);
        assertEquals(
                List.of("backward", "column_sums", "first_weights", "forward", "probabilities"),
                List.copyOf(kernels.keySet()));
        kernels.forEach((name, kernel) -> {
            assertEquals(0, kernel.spilled(), name);
            assertTrue(kernel.registers() <= MOST_REGISTERS, name + ": " + kernel.registers() + " registers");
        });
        // Sums of W1's rows, lit pixels, W2; the other loads are one number that all else depends on.
        for (String name : List.of("forward", "probabilities")) {
            List<Integer> many = new ArrayList<>(kernels.get(name).inFlight());
            many.removeIf(loads -> loads == 1);
            assertEquals(3, many.size(), name + ": " + kernels.get(name));
            assertTrue(many.stream().allMatch(loads -> loads >= AHEAD), name + ": " + kernels.get(name));
        }
        // Three numbers of the optimizer, weight and moments of two parameters, and the first rows' dlogits and
        // activations.
        assertEquals(List.of(3 + 6, 3 + 6 + 4 + 3), kernels.get("backward").inFlight());
        // Those numbers, weight and moments of four parameters and db1 first. In the loop over dZ the next group begins
        // before the
        // last one's sums end.
        List<Integer> inFlight = kernels.get("first_weights").inFlight();
        assertTrue(inFlight.stream().allMatch(loads -> loads >= 3 + 12 + 1), inFlight::toString);
        assertTrue(inFlight.size() <= 8, () -> "more waits than groups of " + AHEAD + ": " + inFlight);
    }

    private static Map<String, Assembled> assemble(int capability, Path folder)
            throws IOException, InterruptedException {
        Path text = folder.resolve("digits.ptx");
        Path code = folder.resolve("digits.cubin");
        Files.writeString(text, ShippedPtx.digits());
        Process ptxas;
        try {
            ptxas = new ProcessBuilder("ptxas", "-v", "-arch=sm_" + capability, text.toString(), "-o", code.toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "skipped: ptxas is not on the path");
            return Map.of();
        }
        String output = new String(ptxas.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, ptxas.waitFor(), output);
        ByteBuffer cubin = ByteBuffer.wrap(Files.readAllBytes(code)).order(ByteOrder.LITTLE_ENDIAN);
        Map<String, Assembled> kernels = new TreeMap<>();
        String[] parts = output.split("(?=ptxas info    : Compiling entry function)");
        for (String part : parts) {
            Matcher name = KERNEL.matcher(part);
            if (name.find()) {
                kernels.put(
                        name.group(1),
                        new Assembled(
                                number(REGISTERS, part), number(SPILLED, part), inFlight(code(cubin, name.group(1)))));
            }
        }
        return kernels;
    }

    private static int number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertTrue(matcher.find(), text);
        return Integer.parseInt(matcher.group(1));
    }

    /** @return a kernel's instructions: a section of the ELF file that ptxas writes */
    private static ByteBuffer code(ByteBuffer elf, String kernel) {
        int headers = (int) elf.getLong(40);
        int size = elf.getShort(58);
        int names = (int) elf.getLong(headers + elf.getShort(62) * size + 24);
        for (int i = 0; i < elf.getShort(60); i++) {
            int header = headers + i * size;
            byte[] name = (".text." + kernel + '\0').getBytes(StandardCharsets.UTF_8);
            int at = names + elf.getInt(header);
            if (at + name.length <= elf.limit() && elf.slice(at, name.length).equals(ByteBuffer.wrap(name))) {
                return elf.slice((int) elf.getLong(header + 24), (int) elf.getLong(header + 32))
                        .order(ByteOrder.LITTLE_ENDIAN);
            }
        }
        throw new AssertionError("no code for " + kernel);
    }

    /**
     * Since Volta an instruction has 128 bits. The lowest 12 say what it does. Bits 110 to 112 name the one of six scoreboards that a
     * load frees when its value is there, and bits 116 to 121 the scoreboards that an instruction waits for.
     */
    private static List<Integer> inFlight(ByteBuffer code) {
        final int loadGlobal = 0x381;
        final int loadGlobalUniform = 0x981; // with a part of the address in a uniform register
        int[] loads = new int[8]; // by scoreboard, of which there are six
        boolean issued = false;
        List<Integer> inFlight = new ArrayList<>();
        for (int at = 0; at < code.limit(); at += 16) {
            int operation = (int) code.getLong(at) & 0xfff;
            long control = code.getLong(at + 8) >>> 41;
            int inAll = 0;
            boolean waits = false;
            for (int board = 0; board < 6; board++) {
                inAll += loads[board];
                if ((control >> 11 + board & 1) == 1 && loads[board] > 0) {
                    waits = true;
                    loads[board] = 0;
                }
            }
            if (waits && issued) {
                inFlight.add(inAll);
                issued = false;
            }
            if (operation == loadGlobal || operation == loadGlobalUniform) {
                loads[(int) (control >> 5) & 7]++;
                issued = true;
            }
        }
        return inFlight;
    }
}
