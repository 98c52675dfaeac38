package dev.crosscheck.proof.judge;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Parameters;

/** One hidden layer of ReLUs and a softmax, with sequential sums in float. */
record StepInFloat(float loss, float[] dw1, float[] db1, float[] dw2) {
    static StepInFloat of(Parameters p, Matrix x, Matrix t) {
        int n = x.rows();
        int inputs = x.columns();
        int hidden = p.weights(1).columns();
        int classes = t.columns();
        float[] dw1 = new float[inputs * hidden];
        float[] db1 = new float[hidden];
        float[] dw2 = new float[hidden * classes];
        float loss = 0;
        for (int r = 0; r < n; r++) {
            float[] a = new float[hidden];
            for (int h = 0; h < hidden; h++) {
                float z = (float) p.bias(1).get(0, h);
                for (int i = 0; i < inputs; i++) {
                    z += (float) x.get(r, i) * (float) p.weights(1).get(i, h);
                }
                a[h] = Math.max(0, z);
            }
            float[] e = new float[classes];
            float sum = 0;
            for (int c = 0; c < classes; c++) {
                float z = (float) p.bias(2).get(0, c);
                for (int h = 0; h < hidden; h++) {
                    z += a[h] * (float) p.weights(2).get(h, c);
                }
                e[c] = (float) Math.exp(z);
                sum += e[c];
            }
            float[] da = new float[hidden];
            for (int c = 0; c < classes; c++) {
                float share = e[c] / sum;
                loss -= (float) (t.get(r, c) * Math.log(share));
                float dz = (share - (float) t.get(r, c)) / n;
                for (int h = 0; h < hidden; h++) {
                    dw2[h * classes + c] += a[h] * dz;
                    da[h] += dz * (float) p.weights(2).get(h, c);
                }
            }
            for (int h = 0; h < hidden; h++) {
                float dz = a[h] > 0 ? da[h] : 0;
                db1[h] += dz;
                for (int i = 0; i < inputs; i++) {
                    dw1[i * hidden + h] += (float) x.get(r, i) * dz;
                }
            }
        }
        return new StepInFloat(loss / n, dw1, db1, dw2);
    }
}
