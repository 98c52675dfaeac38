package dev.crosscheck.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.GpuException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Grids, blocks, memory and barriers on small kernels, and every fault that is looked for. */
class PtxInterpreterTest {
    private static final int BLOCKS = 3;
    private static final int THREADS = 70; // two warps and a part of one
    private static final int COUNT = BLOCKS * THREADS;

    /** The thread's number in %r1, in its block in %r2, its place in "to" in %rd3, and in "from" in %rd4. */
    private static final String START = """
            .version 6.5
            .target sm_75
            .address_size 64
            .visible .entry k(
            	.param .u64 to,
            	.param .u64 from
            )
            .maxntid 128, 1, 1
            .minnctapersm 2
            {
            	.reg .pred %p<4>;
            	.reg .b32 %r<12>;
            	.reg .f32 %f<12>;
            	.reg .b64 %rd<12>;
            	.shared .align 16 .b8 s[512];
            	.shared .align 4 .b8 after[512];
            	.loc 1 7 3
            	ld.param.u64 %rd1, [to];
            	ld.param.u64 %rd2, [from];
            	mov.u32 %r2, %tid.x;
            	mov.u32 %r3, %ctaid.x;
            	mov.u32 %r4, %ntid.x;
            	mad.lo.s32 %r1, %r3, %r4, %r2;
            	mul.wide.u32 %rd5, %r1, 4;
            	add.s64 %rd3, %rd1, %rd5;
            	add.s64 %rd4, %rd2, %rd5;
            	shl.b32 %r5, %r2, 2;
            	mov.u32 %r6, s;
            	add.s32 %r5, %r5, %r6;
            	.loc 1 42 3
            """;

    private static final String END = """
            	ret;
            }
            	.file 1 "small.cu"
            """;

    /** Runs the kernel on what "from" holds: 0, 1, 2, ... */
    static float[] run(String body) {
        try (Gpu gpu = new PtxInterpreter();
                Gpu.Program program = gpu.load(START + body + END);
                Gpu.Memory to = gpu.allocate(COUNT * Float.BYTES);
                Gpu.Memory from = gpu.allocate(COUNT * Float.BYTES)) {
            ByteBuffer buffer = ByteBuffer.allocate(COUNT * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < COUNT; i++) {
                buffer.putFloat(4 * i, i);
            }
            from.write(0, buffer);
            program.kernel("k").launch(BLOCKS, THREADS, 0, to, from);
            gpu.synchronize();
            to.read(0, buffer);
            float[] result = new float[COUNT];
            buffer.asFloatBuffer().get(result);
            return result;
        }
    }

    static GpuException fault(String body) {
        return assertThrows(GpuException.class, () -> run(body));
    }

    @Test
    void everyThreadOfEveryBlockRuns() {
        float[] result =
                run("ld.global.f32 %f1, [%rd4];\nadd.rn.f32 %f2, %f1, 0f3F800000;\nst.global.f32 [%rd3], %f2;\n");
        for (int i = 0; i < COUNT; i++) {
            assertEquals(i + 1f, result[i]);
        }
    }

    /** Each thread counts down from its number in the block, so that all leave the loop at another time. */
    @Test
    void threadsPartAndMeetAgain() {
        float[] result = run("""
                mov.f32 %f1, 0f00000000;
                mov.u32 %r7, %r2;
                $LOOP:
                setp.eq.s32 %p1, %r7, 0;
                @%p1 bra $DONE;
                add.rn.f32 %f1, %f1, 0f40000000;
                add.s32 %r7, %r7, -1;
                bra.uni $LOOP;
                $DONE:
                bar.sync 0;
                st.shared.f32 [%r5], %f1;
                bar.sync 0;
                setp.ne.s32 %p2, %r2, 0;
                mov.f32 %f2, %f1;
                @!%p2 ld.shared.f32 %f2, [s+276];
                st.global.f32 [%rd3], %f2;
                """);
        for (int i = 0; i < COUNT; i++) {
            int thread = i % THREADS;
            assertEquals(thread == 0 ? 2f * 69 : 2f * thread, result[i], "thread " + i);
        }
    }

    /** Code out of line: the barrier lies before a part that some threads still have to do. */
    @Test
    void aBarrierWaitsForThreadsThatAreFurtherDownInTheText() {
        float[] result = run("""
                mov.f32 %f1, 0f3F800000;
                and.b32 %r7, %r2, 1;
                setp.eq.s32 %p1, %r7, 1;
                @%p1 bra $AWAY;
                $BACK:
                bar.sync 0;
                st.global.f32 [%rd3], %f1;
                ret;
                $AWAY:
                mov.f32 %f1, 0f40000000;
                bra.uni $BACK;
                """);
        for (int i = 0; i < COUNT; i++) {
            assertEquals(i % THREADS % 2 == 0 ? 1f : 2f, result[i]);
        }
    }

    @Test
    void vectorsAndBytes() {
        float[] result = run("""
                setp.eq.s32 %p1, %r2, 5;
                @%p1 st.shared.v2.u32 [s+8], {%r2, %r2};
                bar.sync 0;
                ld.shared.v2.u32 {%r7, %r8}, [s+8];
                cvt.rn.f32.s32 %f1, %r8;
                setp.eq.s32 %p2, %r2, 6;
                mov.f32 %f2, 0f41000000;
                @%p2 st.shared.f32 [s+16], %f2;
                @%p2 st.shared.f32 [s+20], %f2;
                @%p2 st.shared.f32 [s+24], %f2;
                @%p2 st.shared.f32 [s+28], %f1;
                bar.sync 0;
                ld.shared.v4.f32 {%f3, %f4, %f5, %f6}, [s+16];
                ld.global.u8 %r9, [%rd2+839];
                cvt.rn.f32.s32 %f7, %r9;
                add.rn.f32 %f8, %f6, %f7;
                st.global.f32 [%rd3], %f8;
                """);
        for (float value : result) {
            assertEquals(5f + 0x43, value, "the last byte of 209f is 0x43");
        }
    }

    @Test
    void anIndexTooFarIsNamedWithItsLines() {
        GpuException fault = fault("ld.global.f32 %f1, [%rd4+4];\nst.global.f32 [%rd3], %f1;\n");
        assertEquals("CUDA_ERROR_ILLEGAL_ADDRESS", fault.error());
        assertEquals(
                "Kernel k, PTX line 31 (small.cu line 42), ld.global.f32: thread 69 of block 2 accesses byte 840 of memory 2,"
                        + " which has 840.",
                fault.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CUDA_ERROR_ILLEGAL_ADDRESS    | ld.global.f32 %f1, [%rd4+-4];                    | accesses byte -4 of memory 2
            CUDA_ERROR_ILLEGAL_ADDRESS    | st.shared.f32 [%r5+448], 0f00000000;             | thread 16 of block 0 accesses byte 512 of the shared s
            CUDA_ERROR_ILLEGAL_ADDRESS    | st.shared.f32 [%r2], 0f00000000;                 | shared memory in front of its first byte
            CUDA_ERROR_ILLEGAL_ADDRESS    | ld.global.f32 %f1, [%rd5];                       | accesses the address 0, where no memory is
            CUDA_ERROR_MISALIGNED_ADDRESS | ld.global.f32 %f1, [%rd2+2];                     | accesses 4 bytes from byte 2
            CUDA_ERROR_MISALIGNED_ADDRESS | ld.shared.v4.f32 {%f1, %f2, %f3, %f4}, [s+8];    | accesses 16 bytes from byte 8 of the shared s
            CUDA_ERROR_MISALIGNED_ADDRESS | ld.shared.v4.f32 {%f1, %f2, %f3, %f4}, [after];  | accesses 16 bytes from byte 0 of the shared after
            CUDA_ERROR_MISALIGNED_ADDRESS | ld.shared.v2.u32 {%r7, %r8}, [after];            | accesses 8 bytes from byte 0 of the shared after
            UNINITIALISED_READ            | ld.global.f32 %f1, [%rd3];                       | reads byte 0 of memory 1
            UNINITIALISED_READ            | ld.shared.f32 %f1, [%r5];                        | reads byte 0 of the shared s
            UNINITIALISED_READ            | add.rn.f32 %f1, %f2, %f2;                        | reads a register that it has not written
            UNINITIALISED_READ            | @%p1 add.s32 %r7, %r2, 1;                        | reads a register that it has not written
            DATA_RACE                     | st.shared.f32 [s], 0f00000000;                   | which thread 0 writes
            DATA_RACE                     | st.global.f32 [%rd1], 0f00000000;                | thread 1 of block 0 writes byte 0 of memory 1, which thread 0
            DIVISION_BY_ZERO              | div.u32 %r7, %r2, 0;                             | divides by 0
            """)
    void faults(String error, String statement, String message) {
        GpuException fault = fault(statement + "\n");
        assertEquals(error, fault.error());
        assertTrue(fault.getMessage().contains(message), fault.getMessage());
        assertTrue(fault.getMessage().contains("(small.cu line 42)"), fault.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            setp.eq.s32 %p1, %r2, 3; @%p1 bar.sync 0;                              | comes to a barrier that other threads of its warp skip
            setp.eq.s32 %p1, %r2, 3; @%p1 ret; bar.sync 0;                         | to which thread 3 of its block does not come
            setp.eq.s32 %p1, %r2, 3; @%p1 bra $A; bar.sync 0; ret; $A: bar.sync 0; | to which thread 3 of its block does not come
            setp.ge.s32 %p1, %r2, 32; @%p1 bra $A; bar.sync 0; $A: ret;            | to which thread 32 of its block does not come
            """)
    void aBarrierIsForAllThreads(String statements, String message) {
        GpuException fault = fault(statements.replace("; ", ";\n").replace(": ", ":\n") + "\n");
        assertEquals("DIVERGENT_BARRIER", fault.error());
        assertTrue(fault.getMessage().contains(message), fault.getMessage());
    }

    @Test
    void aKernelWithoutEndIsEnded() {
        assertEquals("CUDA_ERROR_LAUNCH_TIMEOUT", fault("$A:\nbra $A;\n").error());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            add.f32 %f1, %f2, %f3;        | PTX line 31, add.f32: this opcode is unknown.
            atom.add.u32 %r1, [%rd1], 1;  | PTX line 31, atom.add.u32: this opcode is unknown.
            add.s32 %r1, %r2;             | PTX line 31, add.s32: 3 operands were expected.
            add.s32 %r1, %r2, %f1;        | PTX line 31, add.s32: an operand of the kind INT was expected.
            add.s32 %f1, %r2, %r1;        | PTX line 31, add.s32: a register for INT was expected.
            add.s32 %r99, %r2, %r1;       | PTX line 31: %r99 is not declared.
            bra $NOWHERE;                 | PTX line 31, bra: a label was expected.
            bar.sync 1;                   | PTX line 31, bar.sync: barrier 0 was expected.
            ld.param.u32 %r1, [to];       | PTX line 31, ld.param.u32: a parameter of the type .u32 was expected.
            .reg .f64 %fd<3>;             | PTX line 31: registers of the unknown type .f64.
            ld.global.f32 %f1, [[%rd1]];  | PTX line 31: no address: [%rd1].
            ld.global.f32 %f1, [%rd1+4294967296]; | PTX line 31: no offset of 32 bits: 4294967296.
            .shared .align 4 .b8 t[49153]; | PTX line 31: a variable in shared memory of at most 49152 bytes was expected.
            .shared .align 3 .b8 t[4];     | PTX line 31: unknown directive .shared .align 3 .b8 t[4];.
            .reg .b32 %x<99999>;          | PTX line 31: too many registers %x.
            add.s32 %r1, %r2, %r3         | PTX line 31: no instruction: add.s32 %r1, %r2, %r3.
            """)
    void whatIsUnknownIsRefused(String statement, String message) {
        GpuException refusal = fault(statement + "\n");
        assertEquals("CUDA_ERROR_INVALID_PTX", refusal.error());
        assertEquals(message, refusal.getMessage());
    }

    @Test
    void launchesAndMemoryAreChecked() {
        try (Gpu gpu = new PtxInterpreter();
                Gpu.Program program = gpu.load(START + END)) {
            Gpu.Kernel kernel = program.kernel("k");
            Gpu.Memory memory = gpu.allocate(8);
            assertThrows(GpuException.class, () -> program.kernel("other"));
            assertThrows(GpuException.class, () -> kernel.launch(1, 129, 0, memory, memory));
            assertThrows(GpuException.class, () -> kernel.launch(0, 1, 0, memory, memory));
            assertThrows(GpuException.class, () -> kernel.launch(1, 1, 48 * 1024 - 1023, memory, memory));
            assertThrows(GpuException.class, () -> kernel.launch(1, 1, 0, memory));
            assertThrows(GpuException.class, () -> kernel.launch(1, 1, 0, memory, 1));
            kernel.launch(1, 1, 0, memory, memory);
            assertThrows(GpuException.class, () -> gpu.allocate(0));
            assertThrows(GpuException.class, () -> memory.read(0, ByteBuffer.allocate(4)), "never written");
            assertThrows(IllegalArgumentException.class, () -> memory.write(5, ByteBuffer.allocate(4)));
            memory.close();
            assertThrows(IllegalStateException.class, () -> memory.write(0, ByteBuffer.allocate(4)));
        }
    }

    /** Text cut off or with a character changed, anywhere: it is read, or refused on a line. */
    @Test
    void damagedTextIsReadOrRefused() {
        String text = START + "ld.shared.v2.u32 {%r7, %r8}, [s+8];\n" + END;
        try (Gpu gpu = new PtxInterpreter()) {
            for (int i = 0; i < text.length(); i++) {
                for (String damaged :
                        new String[] {text.substring(0, i), text.substring(0, i) + "[" + text.substring(i + 1)}) {
                    try {
                        gpu.load(damaged).close();
                    } catch (GpuException refusal) {
                        assertEquals("CUDA_ERROR_INVALID_PTX", refusal.error());
                    }
                }
            }
        }
    }
}
