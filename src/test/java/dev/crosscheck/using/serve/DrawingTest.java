package dev.crosscheck.using.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Drawings as JSON, which is read strictly as in all requests. */
class DrawingTest {
    private static final String DIGITS = "0".repeat(99);

    @Test
    void levelsAreRounded() {
        String json = "{\"height\":1,\"pixels\":[0,127.5,2.549e2,255,1." + DIGITS + "],\"width\":5}";
        assertArrayEquals(
                new byte[] {0, (byte) 128, (byte) 255, (byte) 255, 1},
                Drawing.read(json.getBytes(UTF_8)).light());
        int most = 1024;
        String large =
                "{\"width\":" + most + ",\"height\":" + most + ",\"pixels\":[0" + ",0".repeat(most * most - 1) + "]}";
        assertTrue(Drawing.read(large.getBytes(UTF_8)).light().length == most * most);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                         | not the expected JSON",
                "null                                       | found null",
                "[]                                         | not the expected JSON",
                "{                                          | not the expected JSON",
                "{}                                         | not the expected JSON",
                "{'pixels':[1],'width':1}                   | not the expected JSON",
                "{'pixels':null,'width':1,'height':1}       | expected 1 pixels, found 0",
                "{'pixels':[1,2],'width':1,'height':1}      | expected 1 pixels, found 2",
                "{'pixels':[256],'width':1,'height':1}      | from 0 to 255, found 256.0 at index 0",
                "{'pixels':[-1],'width':1,'height':1}       | from 0 to 255, found -1.0",
                "{'pixels':[1e999],'width':1,'height':1}    | from 0 to 255, found Infinity",
                "{'pixels':['NaN'],'width':1,'height':1}    | found NaN",
                "{'pixels':['1'],'width':1,'height':1}      | not the expected JSON",
                "{'pixels':[[1]],'width':1,'height':1}      | not the expected JSON",
                "{'pixels':[null],'width':1,'height':1}     | not the expected JSON",
                "{'pixels':[1.DIGITS0],'width':1,'height':1}| not the expected JSON",
                "{'pixels':[1],'width':1.5,'height':1}      | not the expected JSON",
                "{'pixels':[1],'width':null,'height':1}     | not the expected JSON",
                "{'pixels':[],'width':0,'height':1}         | expected width and height from 1 to 1024",
                "{'pixels':[],'width':1,'height':1025}      | expected width and height from 1 to 1024",
                "{'pixels':[],'width':65536,'height':65536} | expected width and height from 1 to 1024",
                "{'pixels':[1],'width':1,'height':1,'x':2}  | not the expected JSON",
                "{'pixels':[1],'width':1,'width':1,'height':1} | not the expected JSON",
                "{'pixels':[1],'width':1,'height':1} {}     | not the expected JSON"
            })
    void otherFormsAreRefused(String body, String part) {
        byte[] json = body.replace('\'', '"').replace("DIGITS", DIGITS).getBytes(UTF_8);
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> Drawing.read(json));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }
}
