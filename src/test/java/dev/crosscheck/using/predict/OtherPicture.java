package dev.crosscheck.using.predict;

import dev.crosscheck.data.picture.GreyPicture;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Pictures of all sorts of things, none of which is a digit. */
enum OtherPicture {
    /** Every square of 1 to 16 pixels as light as it happens to be. */
    NOISE(OtherPicture::squares),
    /** Waves of light in one direction or two: stripes, tiles, corrugation. */
    PATTERN(OtherPicture::waves),
    /** Things of all greys before and behind each other, with noise: what is on a table, in a room, in a street. */
    SCENE(random -> drawn(random, OtherPicture::things)),
    /** Some lines of letters on paper. */
    TEXT(random -> drawn(random, OtherPicture::lines)),
    /** Nothing but paper, in a light that falls off by up to 60 %, and noise. */
    PAPER(OtherPicture::paper);

    private static final int SIDE = 240;

    private final Function<Random, double[]> light;

    OtherPicture(Function<Random, double[]> light) {
        this.light = light;
    }

    GreyPicture picture(Random random) {
        return Photograph.picture(light.apply(random), SIDE);
    }

    private static double[] squares(Random random) {
        int size = 1 << random.nextInt(5);
        int count = SIDE / size + 1;
        int[] values = random.ints((long) count * count, 0, 256).toArray();
        double[] light = new double[SIDE * SIDE];
        for (int i = 0; i < light.length; i++) {
            light[i] = values[i / SIDE / size * count + i % SIDE / size];
        }
        return light;
    }

    private static double[] waves(Random random) {
        double turn = random.nextDouble(Math.PI);
        double x = Math.cos(turn) * Math.PI / random.nextDouble(8, 40);
        double y = Math.sin(turn) * Math.PI / random.nextDouble(8, 40);
        boolean hard = random.nextBoolean();
        boolean crossed = random.nextBoolean();
        double[] light = new double[SIDE * SIDE];
        for (int i = 0; i < light.length; i++) {
            double one = Math.sin(x * (i % SIDE) + y * (i / SIDE));
            double wave = crossed ? one * Math.sin(y * (i % SIDE) - x * (i / SIDE)) : one;
            light[i] = 128 + 90 * (hard ? Math.signum(wave) : wave);
        }
        return light;
    }

    private static void things(Graphics2D graphics, Random random) {
        for (int things = random.nextInt(6, 25); things > 0; things--) {
            int grey = random.nextInt(256);
            graphics.setColor(new Color(grey, grey, grey));
            graphics.rotate(random.nextDouble(Math.PI), random.nextInt(SIDE), random.nextInt(SIDE));
            int left = random.nextInt(-20, SIDE - 20);
            int top = random.nextInt(-20, SIDE - 20);
            if (random.nextBoolean()) {
                graphics.fillOval(left, top, random.nextInt(20, 160), random.nextInt(20, 160));
            } else {
                graphics.fillRect(left, top, random.nextInt(20, 160), random.nextInt(20, 160));
            }
        }
    }

    private static void lines(Graphics2D graphics, Random random) {
        int size = random.nextInt(14, 40);
        graphics.setColor(Color.DARK_GRAY);
        graphics.setFont(new Font(Font.SERIF, Font.PLAIN, size));
        for (int y = 10 + size; y < SIDE - 5; y += 3 * size / 2) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < SIDE / size + 1; i++) {
                line.append(random.nextInt(6) == 0 ? ' ' : (char) ('a' + random.nextInt(26)));
            }
            graphics.drawString(line.toString(), 10, y);
        }
    }

    private static double[] paper(Random random) {
        double turn = random.nextDouble(2 * Math.PI);
        double fall = random.nextDouble(0.1, 0.6);
        double noise = random.nextDouble(2, 13);
        double[] light = new double[SIDE * SIDE];
        for (int i = 0; i < light.length; i++) {
            double along = Math.cos(turn) * (i % SIDE - SIDE / 2.0) + Math.sin(turn) * (i / SIDE - SIDE / 2.0);
            light[i] = 230 * (1 - fall * (0.5 + along / (1.5 * SIDE))) + noise * random.nextGaussian();
        }
        return light;
    }

    private static double[] drawn(Random random, BiConsumer<Graphics2D, Random> what) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.LIGHT_GRAY);
        graphics.fillRect(0, 0, SIDE, SIDE);
        what.accept(graphics, random);
        graphics.dispose();
        double[] light = image.getRaster().getSamples(0, 0, SIDE, SIDE, 0, (double[]) null);
        for (int i = 0; i < light.length; i++) {
            light[i] += 5 * random.nextGaussian();
        }
        return light;
    }
}
