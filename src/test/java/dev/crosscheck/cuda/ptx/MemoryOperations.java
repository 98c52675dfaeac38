package dev.crosscheck.cuda.ptx;

import static dev.crosscheck.cuda.ptx.PtxModule.Kind.FLOAT;
import static dev.crosscheck.cuda.ptx.PtxModule.Kind.INT;
import static dev.crosscheck.cuda.ptx.PtxModule.Kind.LONG;
import static dev.crosscheck.cuda.ptx.Warp.LANES;

import dev.crosscheck.cuda.ptx.Operations.Maker;
import dev.crosscheck.cuda.ptx.Program.Operation;
import dev.crosscheck.cuda.ptx.PtxModule.Kind;
import dev.crosscheck.cuda.ptx.PtxModule.Operand;
import java.util.List;
import java.util.Map;

/** Loads and stores, in global and in shared memory, and a kernel's parameters. */
final class MemoryOperations {
    private MemoryOperations() {}

    static void addTo(Map<String, Maker> makers) {
        makers.put("ld.param.u64", assembler -> parameterLong(assembler));
        makers.put("ld.param.u32", assembler -> parameterInt(assembler));
        makers.put("ld.param.f32", assembler -> parameterFloat(assembler));
        makers.put("ld.global.u8", MemoryOperations::loadByte);
        makers.put("ld.global.u32", assembler -> load(assembler, INT, 1, LONG));
        makers.put("ld.global.f32", assembler -> load(assembler, FLOAT, 1, LONG));
        makers.put("ld.shared.f32", assembler -> load(assembler, FLOAT, 1, INT));
        makers.put("ld.shared.v2.u32", assembler -> load(assembler, INT, 2, INT));
        makers.put("ld.shared.v4.f32", assembler -> load(assembler, FLOAT, 4, INT));
        makers.put("st.global.f32", assembler -> store(assembler, FLOAT, 1, LONG));
        makers.put("st.shared.f32", assembler -> store(assembler, FLOAT, 1, INT));
        makers.put("st.shared.v2.u32", assembler -> store(assembler, INT, 2, INT));
    }

    private static Operation parameterLong(Assembler assembler) {
        int to = assembler.target(LONG, 2) * LANES;
        int from = assembler.parameter(LONG, "u64") * LANES;
        return Operations.each((warp, lane) -> warp.longs[to + lane] = warp.longs[from + lane]);
    }

    private static Operation parameterInt(Assembler assembler) {
        int to = assembler.target(INT, 2) * LANES;
        int from = assembler.parameter(INT, "u32") * LANES;
        return Operations.each((warp, lane) -> warp.ints[to + lane] = warp.ints[from + lane]);
    }

    private static Operation parameterFloat(Assembler assembler) {
        int to = assembler.target(FLOAT, 2) * LANES;
        int from = assembler.parameter(FLOAT, "f32") * LANES;
        return Operations.each((warp, lane) -> warp.floats[to + lane] = warp.floats[from + lane]);
    }

    /** @return the operands of one access, of which a vector has several */
    private static List<Operand> elements(Assembler assembler, Operand operand, int count) {
        if (count == 1) {
            return List.of(operand);
        }
        if (operand instanceof Operand.Vector vector && vector.elements().size() == count) {
            return vector.elements();
        }
        throw assembler.refused(count + " registers in braces were expected");
    }

    private static Operand.Address address(Assembler assembler, Operand operand) {
        if (operand instanceof Operand.Address address) {
            return address;
        }
        throw assembler.refused("an address was expected");
    }

    private static Operation load(Assembler assembler, Kind kind, int count, Kind space) {
        int[] to = elements(assembler, assembler.operand(0, 2), count).stream()
                .mapToInt(element -> assembler.written(kind, element) * LANES)
                .toArray();
        Operand.Address address = address(assembler, assembler.operand(1, 2));
        int base = assembler.read(space, address.base()) * LANES;
        return new Load(kind, to, base, address.offset(), space);
    }

    /**
     * Reads words into registers. Where all threads read the same, which is common, one of them does.
     *
     * @param to where the registers' values begin
     * @param base where those of the register with the address begin
     * @param space LONG for global memory, INT for shared
     */
    private record Load(Kind kind, int[] to, int base, int offset, Kind space) implements Operation {
        @Override
        public void run(Warp warp, int mask) {
            int first = Integer.numberOfTrailingZeros(mask);
            int others = mask & mask - 1;
            boolean same = others != 0 && areSame(warp, first, others); // asked now, as the address may be overwritten
            read(warp, first);
            if (same) {
                warp.lane(Integer.numberOfTrailingZeros(others));
                warp.block.access().several(to.length);
            }
            for (int left = others; left != 0; left &= left - 1) {
                int lane = Integer.numberOfTrailingZeros(left);
                if (same) {
                    copy(warp, first, lane);
                } else {
                    read(warp, lane);
                }
            }
        }

        private boolean areSame(Warp warp, int first, int others) {
            long address = address(warp, first);
            for (int left = others; left != 0; left &= left - 1) {
                if (address(warp, Integer.numberOfTrailingZeros(left)) != address) {
                    return false;
                }
            }
            return true;
        }

        private long address(Warp warp, int lane) {
            return space == LONG ? warp.longs[base + lane] : warp.ints[base + lane];
        }

        private void read(Warp warp, int lane) {
            warp.lane(lane);
            Block.Access access = warp.block.access();
            access.to(address(warp, lane), offset, space, to.length * Integer.BYTES);
            for (int i = 0; i < to.length; i++) {
                int bits = access.read(i);
                if (kind == FLOAT) {
                    warp.floats[to[i] + lane] = Float.intBitsToFloat(bits);
                } else {
                    warp.ints[to[i] + lane] = bits;
                }
            }
        }

        private void copy(Warp warp, int from, int lane) {
            for (int register : to) {
                if (kind == FLOAT) {
                    warp.floats[register + lane] = warp.floats[register + from];
                } else {
                    warp.ints[register + lane] = warp.ints[register + from];
                }
            }
        }
    }

    private static Operation store(Assembler assembler, Kind kind, int count, Kind space) {
        Operand.Address address = address(assembler, assembler.operand(0, 2));
        int base = assembler.read(space, address.base()) * LANES;
        int offset = address.offset();
        int bytes = count * Integer.BYTES;
        int[] from = elements(assembler, assembler.operand(1, 2), count).stream()
                .mapToInt(element -> assembler.read(kind, element) * LANES)
                .toArray();
        return (warp, mask) -> {
            Block.Access access = warp.block.access();
            for (int left = mask; left != 0; left &= left - 1) {
                int lane = Integer.numberOfTrailingZeros(left);
                warp.lane(lane);
                access.to(space == LONG ? warp.longs[base + lane] : warp.ints[base + lane], offset, space, bytes);
                for (int i = 0; i < count; i++) {
                    int bits = kind == FLOAT
                            ? Float.floatToRawIntBits(warp.floats[from[i] + lane])
                            : warp.ints[from[i] + lane];
                    access.write(i, bits);
                }
            }
        };
    }

    /** A byte goes to a register of 32 or 64 bits. */
    private static Operation loadByte(Assembler assembler) {
        boolean isLong = assembler.operand(0, 2) instanceof Operand.Register register && register.kind() == LONG;
        int to = assembler.target(isLong ? LONG : INT, 2) * LANES;
        Operand.Address address = address(assembler, assembler.operand(1, 2));
        int base = assembler.read(LONG, address.base()) * LANES;
        int offset = address.offset();
        return Operations.each((warp, lane) -> {
            warp.lane(lane);
            Block.Access access = warp.block.access();
            access.to(warp.longs[base + lane], offset, LONG, 1);
            int value = access.readByte();
            if (isLong) {
                warp.longs[to + lane] = value;
            } else {
                warp.ints[to + lane] = value;
            }
        });
    }
}
