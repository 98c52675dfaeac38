package dev.crosscheck.cuda.ptx;

import static dev.crosscheck.cuda.ptx.PtxInterpreterTest.fault;
import static dev.crosscheck.cuda.ptx.PtxInterpreterTest.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.cuda.GpuException;
import org.junit.jupiter.api.Test;

/** Races between the threads of a block and between blocks, each beside what is right. */
class DataRaceTest {

    /** Thread i writes word i and reads word i + 1, which is right with a barrier between and wrong without. */
    @Test
    void aMissingBarrierIsARace() {
        String write = "st.shared.f32 [%r5], 0f3F800000;\n";
        String read = "setp.lt.s32 %p1, %r2, 69;\n@%p1 ld.shared.f32 %f1, [%r5+4];\n";
        String done = "st.global.f32 [%rd3], 0f00000000;\n";
        run(write + "bar.sync 0;\n" + read + done);
        assertEquals("DATA_RACE", fault(write + read + done).error());
        GpuException backward = fault(write + "setp.gt.s32 %p1, %r2, 0;\n@%p1 ld.shared.f32 %f1, [%r5+-4];\n" + done);
        assertEquals("DATA_RACE", backward.error());
        assertTrue(
                backward.getMessage()
                        .contains("thread 1 of block 0 reads byte 0 of the shared s, which thread 0 writes"
                                + " with no barrier between them"),
                backward.getMessage());
    }

    /** A read before a write of another thread is as wrong as one after it. */
    @Test
    void aWriteAfterReadsOfOthersIsARace() {
        String write = "setp.eq.s32 %p1, %r2, 0;\n@%p1 st.shared.f32 [s], 0f3F800000;\nbar.sync 0;\n";
        String read = "ld.shared.f32 %f1, [s];\n";
        String again = "setp.eq.s32 %p2, %r2, 69;\n@%p2 st.shared.f32 [s], %f1;\nst.global.f32 [%rd3], %f1;\n";
        run(write + read + "bar.sync 0;\n" + again);
        GpuException fault = fault(write + read + again);
        assertEquals("DATA_RACE", fault.error());
        assertTrue(fault.getMessage().contains("which another thread reads"), fault.getMessage());
    }

    /** Blocks have no order: what one writes no other may touch in the same launch. */
    @Test
    void blocksMustNotMeetInMemory() {
        GpuException written = fault("setp.eq.s32 %p1, %r2, 0;\n@%p1 st.global.f32 [%rd1], 0f00000000;\n");
        assertEquals("DATA_RACE", written.error());
        assertTrue(
                written.getMessage()
                        .contains("thread 0 of block 1 writes byte 0 of memory 1, which a thread of another"
                                + " block writes"),
                written.getMessage());
        GpuException read = fault("""
                setp.eq.s32 %p1, %r2, 0;
                @%p1 ld.global.f32 %f1, [%rd2];
                setp.eq.s32 %p2, %r1, 70;
                @%p2 st.global.f32 [%rd2], 0f00000000;
                """);
        assertEquals("DATA_RACE", read.error());
        assertTrue(read.getMessage().contains("which a thread of another block reads"), read.getMessage());
    }

    /** All threads of a warp read one word, which one of them has written: found though one of them reads for all. */
    @Test
    void whatOneThreadWroteTheOthersMayNotReadAtOnce() {
        String write = "setp.eq.s32 %p1, %r2, 0;\n@%p1 st.shared.f32 [s], 0f3F800000;\n";
        String read = "ld.shared.f32 %f1, [s];\nst.global.f32 [%rd3], %f1;\n";
        run(write + "bar.sync 0;\n" + read);
        GpuException fault = fault(write + read);
        assertEquals("DATA_RACE", fault.error());
        assertTrue(
                fault.getMessage().contains("thread 1 of block 0 reads byte 0 of the shared s, which thread 0 writes"));
    }
}
