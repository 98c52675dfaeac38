package dev.crosscheck.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The PTX that is shipped: of this source, and whole. */
class ShippedPtxTest {

    @Test
    void itWasMadeOfThisSource() throws IOException {
        String source = Files.readString(Path.of("src/main/cuda/digits.cu"), StandardCharsets.UTF_8);
        String first = ShippedPtx.digits().lines().findFirst().orElseThrow();
        assertEquals(ShippedPtx.OF_SOURCE + ShippedPtx.sha256(source), first, "run src/main/cuda/make-ptx");
    }

    /** PTX 6.5 is what drivers since CUDA 10.2 take; Turing is the oldest generation that is served. */
    @Test
    void itAsksForNoNewerDriverOrGpuThanIsPromised() {
        String ptx = ShippedPtx.digits();
        assertTrue(ptx.contains("\n.version 6.5\n.target sm_75\n.address_size 64\n"), "version and target");
        assertTrue(ptx.contains("\t.file\t1 \"digits.cu\"\n"), "the source's name, without a folder");
    }

    @Test
    void whatWasChangedOnTheWayIsNotUsed() {
        String ptx = ShippedPtx.digits();
        for (String damaged :
                new String[] {ptx.replace("1024;", "1025;"), ptx.substring(0, ptx.length() - 1), "", "x\n\n"}) {
            GpuException refusal = assertThrows(GpuException.class, () -> ShippedPtx.checked(damaged));
            assertTrue(refusal.getMessage().contains("digits.ptx is damaged"), refusal.getMessage());
        }
        assertEquals(ptx, ShippedPtx.checked(ptx));
    }
}
