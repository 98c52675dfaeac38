package dev.crosscheck.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs PTX: as much of it as the shipped kernels use, which are in it as text. A block's threads run one after the other from barrier to
 * barrier. Other instructions are refused by name, and so is an address beside all memory.
 */
public final class PtxGpu implements Gpu {
    private static final byte NONSENSE = 0x7f;

    /** Bits of an address in a piece of memory; the piece's number is above them. */
    private static final int PIECE = 40;

    private static final Pattern ENTRY =
            Pattern.compile("\\.entry (\\w+)\\((.*?)\\).*?\\n\\{\\n(.*?)\\n\\}", Pattern.DOTALL);
    private static final Pattern SHARED = Pattern.compile("\\.shared \\.align (\\d+) \\.b8 (\\w+)\\[(\\d+)]");

    private static final Map<String, Operation> OPERATIONS = new HashMap<>();

    private final List<ByteBuffer> pieces = new ArrayList<>();

    /** An instruction's result from its operands. Numbers of 32 bits are ints, floats their bits, predicates 0 or 1. */
    private interface Operation {
        long of(long... in);
    }

    /** An instruction; returns the number of the next one, or one of the two that follow. */
    private interface Step {
        int BARRIER = -1;
        int END = -2;

        int run(Lane lane);
    }

    private interface FloatOperation {
        float of(float a, float b, float c);
    }

    /** A thread. */
    private static final class Lane {
        private final long[] registers;
        private final ByteBuffer shared;
        private int next;

        Lane(long[] registers, ByteBuffer shared) {
            this.registers = registers;
            this.shared = shared;
        }
    }

    static {
        ints("add.s32", in -> in[0] + in[1]);
        ints("sub.s32", in -> in[0] - in[1]);
        ints("mul.lo.s32", in -> in[0] * in[1]);
        ints("mad.lo.s32", in -> in[0] * in[1] + in[2]);
        ints("min.s32", in -> Math.min(in[0], in[1]));
        ints("max.s32", in -> Math.max(in[0], in[1]));
        ints("div.u32", in -> Integer.divideUnsigned((int) in[0], (int) in[1]));
        ints("shl.b32", in -> in[1] > 31 ? 0 : in[0] << in[1]);
        ints("shr.s32", in -> in[0] >> in[1]);
        ints("shr.u32", in -> (in[0] & 0xffffffffL) >> in[1]);
        ints("not.b32", in -> ~in[0]);
        ints("bfi.b32", in -> {
            long mask = (1L << in[3]) - 1 << in[2];
            return in[0] << in[2] & mask | in[1] & ~mask;
        });
        ints("cvt.rn.f32.s32", in -> Float.floatToRawIntBits((float) (int) in[0]));
        OPERATIONS.put("add.s64", in -> in[0] + in[1]);
        OPERATIONS.put("shl.b64", in -> in[0] << in[1]);
        OPERATIONS.put("mul.wide.s32", in -> in[0] * in[1]);
        OPERATIONS.put("mul.wide.u32", in -> (in[0] & 0xffffffffL) * (in[1] & 0xffffffffL));
        OPERATIONS.put("cvt.s64.s32", in -> in[0]);
        OPERATIONS.put("cvt.u64.u32", in -> in[0] & 0xffffffffL);
        OPERATIONS.put("cvta.to.global.u64", in -> in[0]);
        for (String type : List.of("b32", "b64", "pred")) {
            OPERATIONS.put("and." + type, in -> in[0] & in[1]);
            OPERATIONS.put("or." + type, in -> in[0] | in[1]);
        }
        OPERATIONS.put("ld.param.u64", in -> in[0]);
        for (String type : List.of("f32", "u32", "b32")) {
            OPERATIONS.put("ld.param." + type, in -> in[0]);
            OPERATIONS.put("mov." + type, in -> in[0]);
            OPERATIONS.put("selp." + type, in -> in[2] != 0 ? in[0] : in[1]);
        }
        floats("add.rn.f32", (a, b, c) -> a + b);
        floats("sub.rn.f32", (a, b, c) -> a - b);
        floats("mul.rn.f32", (a, b, c) -> a * b);
        floats("div.rn.f32", (a, b, c) -> a / b);
        floats("fma.rn.f32", Math::fma);
        floats("sqrt.rn.f32", (a, b, c) -> (float) Math.sqrt(a));
        floats("neg.f32", (a, b, c) -> -a);
        comparison("lt", order -> order < 0);
        comparison("le", order -> order <= 0);
        comparison("gt", order -> order > 0);
        comparison("ge", order -> order >= 0);
        comparison("eq", order -> order == 0);
        comparison("ne", order -> order != 0);
    }

    private static void ints(String name, Operation operation) {
        OPERATIONS.put(name, in -> (int) operation.of(in));
    }

    private static void floats(String name, FloatOperation operation) {
        OPERATIONS.put(name, in -> {
            float[] values = new float[3];
            for (int i = 0; i < in.length; i++) {
                values[i] = Float.intBitsToFloat((int) in[i]);
            }
            return Float.floatToRawIntBits(operation.of(values[0], values[1], values[2]));
        });
    }

    private static void comparison(String name, IntPredicate holds) {
        OPERATIONS.put("setp." + name + ".s32", in -> holds.test(Long.compare(in[0], in[1])) ? 1 : 0);
        OPERATIONS.put("setp." + name + ".u32", in -> {
            return holds.test(Integer.compareUnsigned((int) in[0], (int) in[1])) ? 1 : 0;
        });
        OPERATIONS.put("setp." + name + ".f32", in -> {
            float a = Float.intBitsToFloat((int) in[0]);
            float b = Float.intBitsToFloat((int) in[1]);
            boolean ordered = a < b || a >= b; // neither is NaN
            return ordered && holds.test(a < b ? -1 : a > b ? 1 : 0) ? 1 : 0;
        });
    }

    @Override
    public String name() {
        return "PTX interpreter";
    }

    @Override
    public Program load(String ptx) {
        Map<String, Kernel> kernels = new HashMap<>();
        Matcher entry = ENTRY.matcher(ptx);
        while (entry.find()) {
            kernels.put(entry.group(1), new Code(entry.group(2), entry.group(3)));
        }
        return new Program() {
            @Override
            public Kernel kernel(String name) {
                return kernels.get(name);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Memory allocate(long bytes) {
        pieces.add(nonsense((int) bytes));
        return new Piece(pieces.size() - 1);
    }

    private static ByteBuffer nonsense(int bytes) {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.fill(buffer.array(), NONSENSE);
        return buffer;
    }

    @Override
    public void close() {
        pieces.clear();
    }

    private final class Piece implements Memory {
        private final int number;

        Piece(int number) {
            this.number = number;
        }

        private ByteBuffer start() {
            return pieces.get(number).clear();
        }

        @Override
        public void write(byte... from) {
            start().put(from);
        }

        @Override
        public void write(int... from) {
            start().asIntBuffer().put(from);
        }

        @Override
        public void write(float... from) {
            start().asFloatBuffer().put(from);
        }

        @Override
        public float[] floats(int length) {
            float[] to = new float[length];
            start().asFloatBuffer().get(to);
            return to;
        }

        @Override
        public void close() {
            pieces.set(number, null);
        }
    }

    /** A kernel. Constants, arguments and the thread's place are registers that begin with their value. */
    private final class Code implements Kernel {
        private final Map<String, Integer> symbols = new HashMap<>(); // where variables are in shared memory
        private final Map<String, Integer> labels = new HashMap<>();
        private final Map<String, Integer> registers = new HashMap<>();
        private final List<Long> beginnings = new ArrayList<>();
        private final int thread = register("%tid.x");
        private final int block = register("%ctaid.x");
        private final List<Integer> parameters = new ArrayList<>();
        private final List<Step> steps = new ArrayList<>();
        private int sharedBytes;

        Code(String declared, String body) {
            for (String parameter : declared.strip().split(",\\s*")) {
                parameters.add(register(parameter.replaceFirst(".* ", "")));
            }
            List<String> instructions = new ArrayList<>();
            for (String line : body.split("\n")) {
                String text = line.strip();
                Matcher shared = SHARED.matcher(text);
                if (shared.find()) {
                    sharedBytes = aligned(Integer.parseInt(shared.group(1)));
                    symbols.put(shared.group(2), sharedBytes);
                    sharedBytes += Integer.parseInt(shared.group(3));
                } else if (text.endsWith(":")) {
                    labels.put(text.replace(":", ""), instructions.size());
                } else if (text.endsWith(";") && !text.startsWith(".")) {
                    instructions.add(text.replace(";", ""));
                }
            }
            sharedBytes = aligned(16);
            symbols.put("dynamic", sharedBytes);
            for (String instruction : instructions) {
                steps.add(step(instruction, steps.size() + 1));
            }
        }

        private int aligned(int bytes) {
            return (sharedBytes + bytes - 1) / bytes * bytes;
        }

        private int register(String name) {
            return registers.computeIfAbsent(name, key -> {
                beginnings.add(beginning(key));
                return registers.size();
            });
        }

        private long beginning(String text) {
            if (text.startsWith("0f")) {
                return Integer.parseUnsignedInt(text.substring(2), 16);
            }
            return text.matches("-?\\d+") ? Long.parseLong(text) : symbols.getOrDefault(text, 0);
        }

        private Step step(String text, int next) {
            String[] parts = text.split("\\s+", 2);
            String name = parts[0];
            if (name.startsWith("@")) {
                boolean wanted = !name.startsWith("@!");
                int guard = register(name.replaceFirst("@!?", ""));
                Step guarded = step(parts[1], next);
                return lane -> lane.registers[guard] != 0 == wanted ? guarded.run(lane) : next;
            }
            List<String> operands = parts.length < 2
                    ? List.of()
                    : List.of(parts[1].replaceAll("[{}\\[\\]]", "").split(", *"));
            switch (name) {
                case "bra", "bra.uni" -> {
                    int target = labels.get(operands.get(0));
                    return lane -> target;
                }
                case "bar.sync" -> {
                    return lane -> {
                        lane.next = next;
                        return Step.BARRIER;
                    };
                }
                case "ret" -> {
                    return lane -> Step.END;
                }
                default -> {
                    return name.matches("(ld|st)\\.(global|shared).*")
                            ? memory(name, operands, next)
                            : operation(name, operands, next);
                }
            }
        }

        private Step operation(String name, List<String> operands, int next) {
            Operation operation = OPERATIONS.get(name);
            if (operation == null) {
                throw new GpuException("This PTX has an unknown instruction: " + name + ".", "Add it to PtxGpu.");
            }
            int to = register(operands.get(0));
            int[] from = operands.stream().skip(1).mapToInt(this::register).toArray();
            return lane -> {
                long[] in = new long[from.length];
                for (int i = 0; i < in.length; i++) {
                    in[i] = lane.registers[from[i]];
                }
                lane.registers[to] = operation.of(in);
                return next;
            };
        }

        private Step memory(String name, List<String> operands, int next) {
            boolean loads = name.startsWith("ld");
            boolean global = name.contains(".global.");
            boolean bytes = name.endsWith(".u8");
            int count = operands.size() - 1;
            String[] place = operands.get(loads ? count : 0).split("\\+");
            int base = register(place[0]);
            int offset = place.length < 2 ? 0 : Integer.parseInt(place[1]);
            List<String> names = loads ? operands.subList(0, count) : operands.subList(1, count + 1);
            int[] values = names.stream().mapToInt(this::register).toArray();
            return lane -> {
                long address = lane.registers[base] + offset;
                ByteBuffer buffer = global ? pieces.get((int) (address >> PIECE)) : lane.shared;
                int at = (int) (global ? address & (1L << PIECE) - 1 : address);
                if (!bytes && at % (4 * count) != 0) {
                    throw new GpuException("Misaligned: " + name + " at " + at + ".", "Align it.");
                }
                for (int i = 0; i < count; i++) {
                    if (!loads) {
                        buffer.putInt(at + 4 * i, (int) lane.registers[values[i]]);
                    } else {
                        lane.registers[values[i]] = bytes ? buffer.get(at) & 0xff : buffer.getInt(at + 4 * i);
                    }
                }
                return next;
            };
        }

        @Override
        public void launch(int gridX, int blockX, int dynamicBytes, Object... arguments) {
            long[] registers = beginnings.stream().mapToLong(Long::longValue).toArray();
            for (int i = 0; i < arguments.length; i++) {
                registers[parameters.get(i)] = arguments[i] instanceof Piece memory
                        ? (long) memory.number << PIECE
                        : arguments[i] instanceof Float value ? Float.floatToRawIntBits(value) : (Integer) arguments[i];
            }
            for (int b = 0; b < gridX; b++) {
                ByteBuffer shared = nonsense(sharedBytes + dynamicBytes);
                List<Lane> lanes = new ArrayList<>();
                for (int t = 0; t < blockX; t++) {
                    Lane lane = new Lane(registers.clone(), shared);
                    lane.registers[block] = b;
                    lane.registers[thread] = t;
                    lanes.add(lane);
                }
                while (lanes.get(0).next != Step.END) {
                    lanes.forEach(this::toBarrier);
                    if (lanes.stream().mapToInt(lane -> lane.next).distinct().count() > 1) {
                        throw new GpuException("Threads of a block wait at different barriers.", "Let them meet.");
                    }
                }
            }
        }

        private void toBarrier(Lane lane) {
            int at = lane.next;
            while (at >= 0) {
                at = steps.get(at).run(lane);
            }
            if (at == Step.END) {
                lane.next = Step.END;
            }
        }
    }
}
