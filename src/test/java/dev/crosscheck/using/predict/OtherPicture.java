package dev.crosscheck.using.predict;

import dev.crosscheck.data.picture.GreyPicture;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Random;

/** Pictures of all sorts of things, none of which is a digit. */
enum OtherPicture {
    /** Every square of 1 to 16 pixels as light as it happens to be. */
    NOISE {
        @Override
        double[] light(Random random) {
            return field(1 << random.nextInt(5), false, random);
        }
    },
    /** Light that changes softly, at three scales: walls, fabric, skin, sky. */
    CLOUDS {
        @Override
        double[] light(Random random) {
            double[] light = field(SIDE / random.nextInt(2, 6), true, random);
            for (int scale = 8, part = 2; scale <= 32; scale *= 2, part *= 2) {
                double[] finer = field(SIDE / scale, true, random);
                for (int i = 0; i < light.length; i++) {
                    light[i] = light[i] * (1 - 0.5 / part) + finer[i] * 0.5 / part;
                }
            }
            return light;
        }
    },
    /** Waves of light in one direction or two: stripes, tiles, corrugation. */
    PATTERN {
        @Override
        double[] light(Random random) {
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
    },
    /** Things of all greys before and behind each other, with noise: what is on a table, in a room, in a street. */
    SCENE {
        @Override
        double[] light(Random random) {
            BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
            Graphics2D graphics = graphics(image, grey(random.nextInt(256)));
            int things = random.nextInt(6, 25);
            for (int i = 0; i < things; i++) {
                double width = random.nextDouble(20, 160);
                double height = random.nextDouble(20, 160);
                graphics.setColor(grey(random.nextInt(256)));
                graphics.setTransform(AffineTransform.getRotateInstance(
                        random.nextDouble(Math.PI), random.nextInt(SIDE), random.nextInt(SIDE)));
                double left = random.nextDouble(-20, SIDE - 20);
                double top = random.nextDouble(-20, SIDE - 20);
                graphics.fill(
                        random.nextBoolean()
                                ? new Ellipse2D.Double(left, top, width, height)
                                : new Rectangle2D.Double(left, top, width, height));
            }
            graphics.dispose();
            return noisy(image, random);
        }
    },
    /** Some lines of letters on paper. */
    TEXT {
        @Override
        double[] light(Random random) {
            BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
            Graphics2D graphics = graphics(image, grey(230));
            graphics.setColor(grey(40));
            int size = random.nextInt(14, 40);
            graphics.setFont(new Font(Font.SERIF, Font.PLAIN, size));
            for (int y = 10 + size; y < SIDE - 5; y += 3 * size / 2) {
                StringBuilder line = new StringBuilder();
                for (int i = 0; i < SIDE / size + 1; i++) {
                    line.append(random.nextInt(6) == 0 ? ' ' : (char) ('a' + random.nextInt(26)));
                }
                graphics.drawString(line.toString(), 10, y);
            }
            graphics.dispose();
            return noisy(image, random);
        }
    },
    /** Nothing but paper, in a light that falls off by up to 60 %, with the soft shadow of something at one side, and noise. */
    PAPER {
        @Override
        double[] light(Random random) {
            double turn = random.nextDouble(2 * Math.PI);
            double fall = random.nextDouble(0.1, 0.6);
            double shadow = random.nextDouble(0.1, 0.4);
            double edge = random.nextDouble(-80, 80);
            double softness = random.nextDouble(5, 40);
            double noise = random.nextDouble(2, 13);
            double[] light = new double[SIDE * SIDE];
            for (int i = 0; i < light.length; i++) {
                double x = i % SIDE - SIDE / 2.0;
                double y = i / SIDE - SIDE / 2.0;
                double falling = 1 - fall * (0.5 + (Math.cos(turn) * x + Math.sin(turn) * y) / (1.5 * SIDE));
                double shaded =
                        1 - shadow / (1 + Math.exp((x * Math.sin(turn) + y * Math.cos(turn) - edge) / softness));
                light[i] = 230 * falling * shaded + noise * random.nextGaussian();
            }
            return light;
        }
    };

    static final int SIDE = 240;

    abstract double[] light(Random random);

    /** @return a picture of 240x240 */
    GreyPicture picture(Random random) {
        return Photograph.picture(light(random), SIDE);
    }

    private static double[] field(int size, boolean soft, Random random) {
        int count = SIDE / size + 2;
        double[] values = random.doubles((long) count * count, 0, 255).toArray();
        double[] light = new double[SIDE * SIDE];
        for (int i = 0; i < light.length; i++) {
            double x = (double) (i % SIDE) / size;
            double y = (double) (i / SIDE) / size;
            int column = (int) x;
            int row = (int) y;
            double right = soft ? x - column : 0;
            double below = soft ? y - row : 0;
            light[i] = (1 - below)
                            * ((1 - right) * values[row * count + column] + right * values[row * count + column + 1])
                    + below
                            * ((1 - right) * values[(row + 1) * count + column]
                                    + right * values[(row + 1) * count + column + 1]);
        }
        return light;
    }

    private static Graphics2D graphics(BufferedImage image, Color paper) {
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(paper);
        graphics.fillRect(0, 0, SIDE, SIDE);
        return graphics;
    }

    private static Color grey(int level) {
        return new Color(level, level, level);
    }

    private static double[] noisy(BufferedImage image, Random random) {
        double[] light = new double[SIDE * SIDE];
        for (int i = 0; i < light.length; i++) {
            light[i] = image.getRaster().getSample(i % SIDE, i / SIDE, 0) + 5 * random.nextGaussian();
        }
        return light;
    }
}
