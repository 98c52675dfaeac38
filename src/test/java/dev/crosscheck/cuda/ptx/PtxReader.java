package dev.crosscheck.cuda.ptx;

import dev.crosscheck.cuda.GpuException;
import dev.crosscheck.cuda.ptx.PtxModule.Instruction;
import dev.crosscheck.cuda.ptx.PtxModule.Kind;
import dev.crosscheck.cuda.ptx.PtxModule.Operand;
import dev.crosscheck.cuda.ptx.PtxModule.Variable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads PTX as nvcc writes it: one statement per line. */
final class PtxReader {
    /** Most registers of a kind: a thread of a real GPU has 255. nvcc gives every value its own. */
    private static final int MOST_REGISTERS = 1 << 14;

    /** Most bytes of a variable in shared memory: what a kernel may declare. */
    private static final int MOST_SHARED = 48 * 1024;

    /** Most variables of a kernel in shared memory: each gets a stretch of addresses of its own, of which there are some thousands. */
    private static final int MOST_VARIABLES = 64;

    private static final Pattern ENTRY = Pattern.compile("\\.visible \\.entry (\\w+)\\((\\))?");
    private static final Pattern PARAMETER = Pattern.compile("\\.param \\.(u64|u32|f32) (\\w+),?(\\))?");
    private static final Pattern REGISTERS = Pattern.compile("\\.reg \\.(\\w+)\\s+(%[a-z]+)<(\\d{1,9})>;");
    private static final Pattern SHARED =
            Pattern.compile("(\\.extern )?\\.shared \\.align (1|2|4|8|16) \\.b8 (\\w+)\\[(\\d{0,9})];");
    private static final Pattern LABEL = Pattern.compile("([\\w$]+):");
    private static final Pattern STATEMENT = Pattern.compile("(?:@(!?)(%\\w+) )?([a-z][\\w.]*)\\s*(.*);");
    private static final Pattern REGISTER = Pattern.compile("(%[a-z]+)(\\d{1,9})");
    private static final Pattern LOCATION = Pattern.compile("\\.loc (\\d+) (\\d+) \\d+.*");
    private static final Pattern FILE = Pattern.compile("\\.file (\\d+) \"([^\"]*)\".*");
    private static final Pattern MOST_THREADS = Pattern.compile("\\.maxntid (\\d{1,9}), 1, 1");

    /** How many blocks at least a processor is to have room for: a matter of time alone. It has to follow the most threads. */
    private static final Pattern LEAST_BLOCKS = Pattern.compile("\\.minnctapersm [1-9]\\d?");

    private final Map<String, PtxModule.Kernel> kernels = new LinkedHashMap<>();
    private final Map<String, String> files = new HashMap<>();
    private final List<Variable> externs = new ArrayList<>();
    private Body body;
    private int line;

    /** A kernel while it is read. */
    private static final class Body {
        private final String name;
        private final List<Variable> parameters = new ArrayList<>();
        private final Map<Kind, Integer> registers = new EnumMap<>(Kind.class);
        private final Map<String, Kind> kinds = new HashMap<>(); // by the registers' prefix
        private final Map<String, Integer> first = new HashMap<>();
        private final Map<String, Integer> count = new HashMap<>();
        private final List<Variable> shared = new ArrayList<>();
        private final List<Instruction> code = new ArrayList<>();
        private final Map<String, Integer> labels = new HashMap<>();
        private int mostThreads = 1024;
        private String source = "";

        Body(String name) {
            this.name = name;
        }
    }

    private PtxReader() {}

    /**
     * @return what the text declares
     * @throws GpuException naming the line that is not understood
     */
    static PtxModule read(String ptx) {
        return new PtxReader().module(ptx);
    }

    private PtxModule module(String ptx) {
        List<String> lines = ptx.lines().toList();
        lines.forEach(this::file); // nvcc names files at the end
        for (String text : lines) {
            line++;
            String statement = text.replaceFirst("//.*", "").strip().replaceAll("\\s+", " ");
            if (!statement.isEmpty()) {
                statement(statement);
            }
        }
        if (body != null) {
            throw unknown("the end of kernel " + body.name + " is missing");
        }
        return new PtxModule(kernels);
    }

    private void file(String text) {
        Matcher matcher = FILE.matcher(text.strip().replaceAll("\\s+", " "));
        if (matcher.matches()) {
            files.put(matcher.group(1), matcher.group(2));
        }
    }

    private void statement(String text) {
        if (body != null && text.equals("}")) {
            end();
        } else if (text.startsWith(".")) {
            directive(text);
        } else if (body == null) {
            throw unknown("this is outside a kernel: " + text);
        } else if (LABEL.matcher(text).matches()) {
            body.labels.put(text.substring(0, text.length() - 1), body.code.size());
        } else if (!text.equals("{") && !text.equals(")")) {
            instruction(text);
        }
    }

    private void end() {
        List<Variable> shared = new ArrayList<>(body.shared);
        shared.addAll(externs);
        kernels.put(
                body.name,
                new PtxModule.Kernel(
                        body.name,
                        List.copyOf(body.parameters),
                        body.mostThreads,
                        Map.copyOf(body.registers),
                        shared,
                        List.copyOf(body.code),
                        Map.copyOf(body.labels)));
        body = null;
    }

    private void directive(String text) {
        Matcher entry = ENTRY.matcher(text);
        Matcher shared = SHARED.matcher(text);
        if (entry.matches() && body == null) {
            body = new Body(entry.group(1));
        } else if (shared.matches()) {
            shared(shared);
        } else if (body != null) {
            directiveOfKernel(text);
        } else if (!text.matches("\\.(version|target|address_size|file) .*")) {
            throw unknown("unknown directive " + text);
        }
    }

    private void shared(Matcher matcher) {
        boolean extern = matcher.group(1) != null;
        int bytes = matcher.group(4).isEmpty() ? -1 : Integer.parseInt(matcher.group(4));
        if (bytes > MOST_SHARED || extern != bytes < 0 || extern != (body == null)) {
            throw unknown("a variable in shared memory of at most " + MOST_SHARED + " bytes was expected");
        }
        List<Variable> variables = extern ? externs : body.shared;
        if (variables.size() == MOST_VARIABLES) {
            throw unknown("more than " + MOST_VARIABLES + " variables in shared memory");
        }
        variables.add(new Variable(matcher.group(3), "b8", bytes, Integer.parseInt(matcher.group(2))));
    }

    private void directiveOfKernel(String text) {
        Matcher parameter = PARAMETER.matcher(text);
        Matcher registers = REGISTERS.matcher(text);
        Matcher location = LOCATION.matcher(text);
        Matcher most = MOST_THREADS.matcher(text);
        if (parameter.matches()) {
            String type = parameter.group(1);
            int bytes = type.equals("u64") ? 8 : 4;
            body.parameters.add(new Variable(parameter.group(2), type, bytes, bytes));
        } else if (registers.matches()) {
            registers(registers.group(1), registers.group(2), Integer.parseInt(registers.group(3)));
        } else if (location.matches()) {
            body.source = location.group(2).equals("0")
                    ? body.source
                    : files.getOrDefault(location.group(1), "source") + " line " + location.group(2);
        } else if (most.matches()) {
            body.mostThreads = Integer.parseInt(most.group(1));
        } else if (!text.startsWith(".pragma ") && !(LEAST_BLOCKS.matcher(text).matches() && body.mostThreads < 1024)) {
            throw unknown("unknown directive " + text);
        }
    }

    private void registers(String type, String prefix, int count) {
        Kind kind = switch (type) {
            case "pred" -> Kind.PREDICATE;
            case "b32", "u32", "s32" -> Kind.INT;
            case "f32" -> Kind.FLOAT;
            case "b64", "u64", "s64" -> Kind.LONG;
            default -> throw unknown("registers of the unknown type ." + type);
        };
        int first = body.registers.getOrDefault(kind, 0);
        if (count > MOST_REGISTERS - first || body.kinds.put(prefix, kind) != null) {
            throw unknown("too many registers " + prefix);
        }
        body.first.put(prefix, first);
        body.count.put(prefix, count);
        body.registers.put(kind, first + count);
    }

    private void instruction(String text) {
        Matcher matcher = STATEMENT.matcher(text);
        if (!matcher.matches()) {
            throw unknown("no instruction: " + text);
        }
        int guard = -1;
        if (matcher.group(2) != null) {
            if (!(operand(matcher.group(2)) instanceof Operand.Register register)
                    || register.kind() != Kind.PREDICATE) {
                throw unknown(matcher.group(2) + " is no predicate");
            }
            guard = register.index();
        }
        body.code.add(new Instruction(
                matcher.group(3), guard, "!".equals(matcher.group(1)), operands(matcher.group(4)), line, body.source));
    }

    private List<Operand> operands(String text) {
        List<Operand> operands = new ArrayList<>();
        String rest = text.strip();
        while (!rest.isEmpty()) {
            int end = rest.startsWith("{") ? rest.indexOf('}') + 1 : rest.indexOf(',');
            end = end <= 0 ? rest.length() : end;
            operands.add(operand(rest.substring(0, end).strip()));
            rest = rest.substring(end).strip();
            rest = rest.startsWith(",") ? rest.substring(1).strip() : rest;
        }
        return operands;
    }

    private Operand operand(String text) {
        if (text.startsWith("{") && text.endsWith("}")) {
            return new Operand.Vector(operands(text.substring(1, text.length() - 1)));
        }
        if (text.startsWith("[") && text.endsWith("]")) {
            return address(text.substring(1, text.length() - 1).split("\\+", 2));
        }
        Matcher register = REGISTER.matcher(text);
        if (register.matches() && body.kinds.containsKey(register.group(1))) {
            int number = Integer.parseInt(register.group(2));
            if (number >= body.count.get(register.group(1))) {
                throw unknown(text + " is not declared");
            }
            return new Operand.Register(body.kinds.get(register.group(1)), body.first.get(register.group(1)) + number);
        }
        if (text.matches("0[fF][0-9a-fA-F]{8}")) {
            return new Operand.Immediate(Integer.parseUnsignedInt(text.substring(2), 16), true);
        }
        if (text.matches("-?\\d.*")) {
            return new Operand.Immediate(integer(text), false);
        }
        if (!text.matches("[%$\\w][\\w.$]*")) {
            throw unknown("no operand: " + text);
        }
        return new Operand.Symbol(text);
    }

    /** A register or a symbol, and perhaps an offset. */
    private Operand address(String... parts) {
        if (parts[0].startsWith("[") || parts[0].startsWith("{")) {
            throw unknown("no address: " + parts[0]);
        }
        long offset = parts.length == 1 ? 0 : integer(parts[1]);
        if (offset != (int) offset) {
            throw unknown("no offset of 32 bits: " + parts[1]);
        }
        return new Operand.Address(operand(parts[0]), (int) offset);
    }

    private long integer(String text) {
        try {
            return Long.decode(text.strip());
        } catch (NumberFormatException e) {
            throw unknown("no integer: " + text);
        }
    }

    private GpuException unknown(String problem) {
        return new GpuException(
                "CUDA_ERROR_INVALID_PTX",
                "PTX line " + line + ": " + problem + ".",
                "Make the PTX anew with src/main/cuda/make-ptx.",
                false);
    }
}
