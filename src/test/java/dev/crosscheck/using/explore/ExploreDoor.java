package dev.crosscheck.using.explore;

import java.util.Map;

/** Lets the fuzzers in to this package's reader. */
public final class ExploreDoor {
    private static final int STEPS = 3; // over a border of batches, and few, so that many inputs are tried

    private ExploreDoor() {}

    /** Reads a configuration, as a request's body has it, and trains what it asks for. */
    public static void session(byte[] json) {
        Session session = new Session(Experiment.of(Config.read(json)));
        session.train(0, STEPS);
        session.views();
    }

    /** @return configurations that are taken, by what they are for */
    public static Map<String, String> seeds() {
        String all =
                "{\"data\": {\"kind\": \"moons\", \"examples\": 40, \"noise\": 0.1}, \"hidden\": [{\"units\": 3, \"activation\":"
                        + " \"tanh\"}, {\"units\": 2, \"activation\": \"relu\"}], \"output\": \"sigmoid\", \"loss\": \"bce\", \"optimizer\":"
                        + " \"adam\", \"learningRate\": 0.05, \"batch\": 8, \"seed\": 7, \"initialization\": \"he\", \"slip\": true}";
        String points =
                "{\"data\": {\"kind\": \"points\", \"points\": [[0, -1.5, 0], [1e2, 2, 1], [3, 3, 2]]}, \"output\": \"softmax\"}";
        String table =
                "{\"data\": {\"kind\": \"csv\", \"csv\": \"a,b,c\\n1,2,x\\n2,3,y\\n4,1,x\", \"columns\": [\"a\", \"b\"],"
                        + " \"target\": \"c\"}, \"output\": \"sigmoid\"}";
        String curve = "{\"data\": {\"kind\": \"curve\", \"examples\": 20}, \"hidden\": [], \"learningRate\": 1e6}";
        return Map.of("all-given", all, "nothing-given", "{}", "points", points, "table", table, "curve", curve);
    }
}
