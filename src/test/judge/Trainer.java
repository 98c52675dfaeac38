import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;

/** A trainer in Java with an object for each layer, sigmoid or ReLU units and softmax; run from its source: java Trainer.java < start. */
public class Trainer {
    static boolean sigmoid;

    static class Layer {
        final String name;
        final double[][] w;
        final double[] b;
        final double[][] dw;
        final double[] db;
        double[] in;
        double[] out;

        Layer(String name, double[][] w, double[] b) {
            this.name = name;
            this.w = w;
            this.b = b;
            dw = new double[w.length][w[0].length];
            db = new double[b.length];
        }

        double[] forward(double[] x, boolean last) {
            in = x;
            out = b.clone();
            for (int j = 0; j < b.length; j++) {
                for (int i = 0; i < x.length; i++) out[j] += w[j][i] * x[i];
                if (!last) out[j] = sigmoid ? 1 / (1 + Math.exp(-out[j])) : Math.max(0, out[j]);
            }
            return out;
        }

        double[] backward(double[] delta) {
            double[] below = new double[in.length];
            for (int j = 0; j < b.length; j++) {
                db[j] += delta[j];
                for (int i = 0; i < in.length; i++) {
                    dw[j][i] += delta[j] * in[i];
                    below[i] += delta[j] * w[j][i];
                }
            }
            for (int i = 0; i < in.length; i++) below[i] *= sigmoid ? in[i] * (1 - in[i]) : in[i] > 0 ? 1 : 0;
            return below;
        }

        void step(double rate) {
            show("grad." + name + ".weight", dw);
            show("grad." + name + ".bias", new double[][] {db});
            for (int j = 0; j < b.length; j++) {
                b[j] -= rate * db[j];
                db[j] = 0;
                for (int i = 0; i < w[j].length; i++) {
                    w[j][i] -= rate * dw[j][i];
                    dw[j][i] = 0;
                }
            }
            show(name + ".weight", w);
            show(name + ".bias", new double[][] {b});
        }
    }

    static void show(String name, double[][] rows) {
        StringBuilder text = new StringBuilder(name + " " + rows.length + " " + rows[0].length + "\n");
        for (double[] row : rows) for (double v : row) text.append(v).append('\n');
        System.out.print(text);
    }

    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        String setup = in.nextLine();
        sigmoid = setup.contains("sigmoid");
        double rate = Double.parseDouble(setup.replaceFirst(".* lr:(\\S+).*", "$1"));
        int batch = Integer.parseInt(setup.replaceFirst(".* batch:(\\d+).*", "$1"));
        Map<String, double[][]> data = new LinkedHashMap<>();
        while (in.hasNext()) {
            String name = in.next();
            double[][] rows = new double[in.nextInt()][in.nextInt()];
            for (double[] row : rows) for (int i = 0; i < row.length; i++) row[i] = Double.parseDouble(in.next());
            data.put(name, rows);
        }
        List<Layer> layers = new ArrayList<>();
        for (int k = 1; data.containsKey("fc" + k + ".bias"); k++)
            layers.add(new Layer("fc" + k, data.get("fc" + k + ".weight"), data.get("fc" + k + ".bias")[0]));
        for (double[] order : data.get("order"))
            for (int from = 0; from < order.length; from += batch) {
                int n = Math.min(batch, order.length - from);
                double loss = 0;
                for (int r = from; r < from + n; r++) {
                    double[] a = data.get("x")[(int) order[r]], t = data.get("t")[(int) order[r]];
                    for (Layer layer : layers) a = layer.forward(a, layer == layers.get(layers.size() - 1));
                    double max = Double.NEGATIVE_INFINITY, sum = 0;
                    for (double z : a) max = Math.max(max, z);
                    for (double z : a) sum += Math.exp(z - max);
                    double[] delta = new double[a.length];
                    for (int j = 0; j < a.length; j++) {
                        loss -= t[j] * (a[j] - max - Math.log(sum)) / n;
                        delta[j] = (Math.exp(a[j] - max) / sum - t[j]) / n;
                    }
                    for (int k = layers.size() - 1; k >= 0; k--) delta = layers.get(k).backward(delta);
                }
                show("loss", new double[][] {{loss}});
                for (Layer layer : layers) layer.step(rate);
            }
    }
}
