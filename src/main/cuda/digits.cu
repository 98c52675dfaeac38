// The digit network by hand on a GPU: one hidden layer (linear, ReLU), linear, softmax cross-entropy, and an optimizer. docs/internals/cuda.md explains
// the kernels, and the package dev.crosscheck.train.byhand has the same formulas in Java.
//
// Every sum is added up in the order in which the sparse kernels of that package add, with the same fused multiply-adds, so that
// parameters are equal bit for bit. For this nothing here may be reordered: each product and sum is named (__fmaf_rn, __fmul_rn, ...)
// and rounded to nearest, as IEEE 754 says, and nvcc is told to fuse nothing by itself.
//
// N images of a batch, I pixels, U hidden units (a multiple of 64), M = 16 columns of the logits, C classes, at most 16.
// Matrices are row-major. What is beyond the network's own size has weights 0, gets gradients 0 and stays 0.
//
// After a change: src/main/cuda/make-ptx. Flags of nvcc: -arch=compute_75 -ptx -lineinfo -fmad=false -ftz=false -prec-div=true -prec-sqrt=true

#define THREADS 256      // of a block, in all kernels but column_sums
#define M 16             // columns of the logits
#define SLICE 64         // hidden units whose share of a logit is one sum
#define PIXELS 16        // of a tile: of a block of first_weights, and of a partial sum of W1's rows
#define TILE_UNITS 64    // hidden units of a block of first_weights
#define BACK_UNITS 16    // hidden units of a block of backward
#define ROWS 64          // images that backward and first_weights take at a time
#define RATES 3          // of a step, in "rates": rate, epsilon, decay
#define ADAM 0           // and AdamW; the numbers of GpuNetwork.Move
#define MOMENTUM 1
#define DESCENT 2
#define AHEAD 16         // loads that do not wait for each other, before the sums that do: a load takes as long as 60 additions

// Where W1 (I, U), b1 (U), W2 (U, M) and b2 (M) are in the array of all parameters; the optimizer's m and v lie alike.
static __device__ int at_b1(int pixels, int units) { return pixels * units; }
static __device__ int at_w2(int pixels, int units) { return (pixels + 1) * units; }
static __device__ int at_b2(int pixels, int units) { return (pixels + 1 + M) * units; }

// e^x for x <= 0: FloatMath.exp, operation by operation.
static __device__ float exponential(float x) {
    float shifted = __fmaf_rn(x, 0x1.715476p0f, 0x1.8p23f);
    float k = __fsub_rn(shifted, 0x1.8p23f);
    float r = __fmaf_rn(k, -0x1.62e4p-1f, x);
    r = __fmaf_rn(k, -0x1.7f7d1cp-20f, r);
    float q = 0x1.6a23d0p-10f;
    q = __fmaf_rn(q, r, 0x1.123a20p-7f);
    q = __fmaf_rn(q, r, 0x1.5558f2p-5f);
    q = __fmaf_rn(q, r, 0x1.555492p-3f);
    q = __fmaf_rn(q, r, 0x1.fffffcp-2f);
    q = __fmaf_rn(q, r, 1.0f);
    q = __fmaf_rn(q, r, 1.0f);
    float power = __int_as_float((__float_as_int(shifted) << 23) + 0x3f800000);
    return x < -87.0f ? 0.0f : __fmul_rn(q, power);
}

// ln x for 1 <= x < 2^24: FloatMath.log, operation by operation.
static __device__ float logarithm(float x) {
    int bits = __float_as_int(x);
    int exponent = (bits - 0x3f2aaaab) & 0xff800000;
    float f = __fsub_rn(__int_as_float(bits - exponent), 1.0f);
    float e = __fmul_rn(__int2float_rn(exponent), 0x1p-23f);
    float square = __fmul_rn(f, f);
    float q = -0x1.08058ep-3f;
    q = __fmaf_rn(q, f, 0x1.1e66b8p-3f);
    q = __fmaf_rn(q, f, -0x1.f3113cp-4f);
    q = __fmaf_rn(q, f, 0x1.1ed718p-3f);
    q = __fmaf_rn(q, f, -0x1.559dccp-3f);
    q = __fmaf_rn(q, f, 0x1.99d028p-3f);
    q = __fmaf_rn(q, f, -0x1.fffef0p-3f);
    q = __fmaf_rn(q, f, 0x1.555506p-2f);
    q = __fmaf_rn(q, f, -0.5f);
    float log = __fmaf_rn(e, 0x1.62e43p-1f, __fmaf_rn(q, square, f));
    return x <= 0x1.fffffep127f ? log : x; // NaN stays
}

// How parameters move: an optimizer's settings.
struct Move {
    int kind;      // ADAM, MOMENTUM or DESCENT
    float rate;
    float epsilon; // as Adam adds it to the root of the raw v
    float decay;   // share of the parameter that AdamW subtracts; 0 for Adam
    float beta1;   // momentum's factor, too
    float beta2;
    float fresh1;  // 1 - beta1
    float fresh2;
};

// A step for one parameter: the package's Update and AdamStep, operation by operation. m and v are rounded to multiples of 2^-100.
//   Adam, AdamW:  m = beta1 m + (1 - beta1) g      v = beta2 v + (1 - beta2) g^2      theta -= rate m / (sqrt(v) + epsilon) + decay theta
//   momentum:     m = beta1 m + g                  theta -= rate m
//   descent:      theta -= rate g
static __device__ void step(const Move& by, float g, float& theta, float& m, float& v) {
    const float rounding = 0x1.8p-77f;
    if (by.kind == ADAM) {
        m = __fadd_rn(__fmul_rn(by.beta1, m), __fmul_rn(by.fresh1, g));
        m = __fsub_rn(__fadd_rn(m, rounding), rounding);
        v = __fadd_rn(__fmul_rn(by.beta2, v), __fmul_rn(__fmul_rn(by.fresh2, g), g));
        v = __fsub_rn(__fadd_rn(v, rounding), rounding);
        float moved = __fdiv_rn(__fmul_rn(by.rate, m), __fadd_rn(__fsqrt_rn(v), by.epsilon));
        theta = __fsub_rn(theta, __fadd_rn(moved, __fmul_rn(by.decay, theta)));
    } else if (by.kind == MOMENTUM) {
        m = __fadd_rn(__fmul_rn(by.beta1, m), g);
        m = __fsub_rn(__fadd_rn(m, rounding), rounding);
        theta = __fsub_rn(theta, __fmul_rn(by.rate, m));
    } else {
        theta = __fsub_rn(theta, __fmul_rn(by.rate, g));
    }
}

// Partial sums of W1's rows, (I/16, U): each of 16 rows, the first row first. first_weights keeps them up to date; this makes the first.
// Launch: (I/16 rounded up) * (U/64) blocks of 64 threads.
extern "C" __global__ void __launch_bounds__(64) column_sums(const float* theta, float* sums, int pixels, int units) {
    int groups = units / TILE_UNITS;
    int tile = blockIdx.x / groups;
    int unit = blockIdx.x % groups * TILE_UNITS + threadIdx.x;
    float sum = 0.0f;
#pragma unroll 1
    for (int i = tile * PIXELS; i < min(pixels, (tile + 1) * PIXELS); i++) {
        sum = __fadd_rn(sum, theta[i * units + unit]);
    }
    sums[tile * units + unit] = sum;
}

// The network's logits for one image, by all threads of a block; those of the classes come back in shared memory.
//
// A normalised pixel is x = s p - t. With both taken out of the product, Z1 = s (P W1) + (b1 - t (sum of W1's rows)), and P is 0
// except for lit pixels: their index and p, packed into one int, lie in "entries". "levels" has s p for each p.
//   A = max(Z1, 0)      logits = (sum over slices of 64 units: A W2) + b2
static __device__ void network(const int* starts, const int* entries, const float* levels, int image,
                               const float* theta, const float* sums, float t, int pixels, int units,
                               float* a, float* shares, int2* lit, float* logits) {
    int first = starts[image];
    int last = starts[image + 1];
    for (int group = 0; group < units; group += THREADS) {
        int unit = group + threadIdx.x;
        float z = 0.0f;
        if (unit < units) {
            float sum = 0.0f;
            int tiles = (pixels + PIXELS - 1) / PIXELS;
#pragma unroll 1
            for (int tile = 0; tile < tiles; tile += AHEAD) {
                float part[AHEAD];
#pragma unroll
                for (int k = 0; k < AHEAD; k++) {
                    float read = sums[min(tile + k, tiles - 1) * units + unit];
                    part[k] = tile + k < tiles ? read : 0.0f;
                }
#pragma unroll
                for (int k = 0; k < AHEAD; k++) {
                    sum = __fadd_rn(sum, part[k]);
                }
            }
            z = __fsub_rn(theta[at_b1(pixels, units) + unit], __fmul_rn(t, sum));
        }
        for (int from = first; from < last; from += THREADS) {
            int count = min(THREADS, last - from);
            int2 mine = make_int2(0, 0); // fills the last group of AHEAD: 0 times a weight changes no sum
            if (threadIdx.x < count) {
                int entry = entries[from + threadIdx.x];
                mine = make_int2((int) ((unsigned) entry >> 8) * units, __float_as_int(levels[entry & 255]));
            }
            lit[threadIdx.x] = mine;
            __syncthreads();
            if (unit < units) {
#pragma unroll 1
                for (int i = 0; i < count; i += AHEAD) {
#pragma unroll
                    for (int k = 0; k < AHEAD; k++) {
                        int2 pixel = lit[i + k];
                        z = __fmaf_rn(theta[pixel.x + unit], __int_as_float(pixel.y), z);
                    }
                }
            }
            __syncthreads();
        }
        if (unit < units) {
            a[unit] = z <= 0.0f ? 0.0f : z;
        }
    }
    __syncthreads();
    const float* w2 = theta + at_w2(pixels, units);
    int slices = units / SLICE;
#pragma unroll 1
    for (int i = threadIdx.x; i < slices * M; i += THREADS) {
        int slice = i / M;
        int column = i % M;
        float share = 0.0f;
#pragma unroll 16
        for (int k = 0; k < SLICE; k++) {
            share = __fmaf_rn(a[slice * SLICE + k], w2[(slice * SLICE + k) * M + column], share);
        }
        shares[i] = share;
    }
    __syncthreads();
    if (threadIdx.x < M) {
        float logit = 0.0f;
#pragma unroll 1
        for (int slice = 0; slice < slices; slice++) {
            logit = __fadd_rn(logit, shares[slice * M + threadIdx.x]);
        }
        logits[threadIdx.x] = __fadd_rn(logit, theta[at_b2(pixels, units) + threadIdx.x]);
    }
    __syncthreads();
}

// Softmax is exp(z - max z) over their sum, and the loss the log of that sum - (z of the label - max z).
static __device__ float largest(const float* logits, int classes) {
    float max = logits[0];
#pragma unroll 1
    for (int c = 1; c < classes; c++) {
        max = logits[c] > max ? logits[c] : max;
    }
    return max;
}

static __device__ float total(const float* powers, int classes) {
    float sum = 0.0f;
#pragma unroll 1
    for (int c = 0; c < classes; c++) {
        sum = __fadd_rn(sum, powers[c]);
    }
    return sum;
}

// Forward pass, loss and the gradient of the logits, dlogits = (p - onehot(label)) / N. Launch: N blocks, U + U/64 * M floats shared.
// "order" has the images of several steps, and this step's begin at "first".
//   a (N, U): activations, for the backward pass      dlogits (N, M)      losses: of each image, in the places of "order"
extern "C" __global__ void __launch_bounds__(THREADS, 1)
forward(const int* starts, const int* entries, const float* levels, const int* labels, const int* order, int first,
        int n, const float* theta, const float* sums, float t, int pixels, int units, int classes,
        float* a, float* dlogits, float* losses) {
    extern __shared__ float dynamic[];
    __shared__ int2 lit[THREADS];
    __shared__ float logits[M];
    __shared__ float powers[M];
    int row = blockIdx.x;
    int image = order[first + row];
    network(starts, entries, levels, image, theta, sums, t, pixels, units, dynamic, dynamic + units, lit, logits);
#pragma unroll 1
    for (int unit = threadIdx.x; unit < units; unit += THREADS) {
        a[row * units + unit] = dynamic[unit];
    }
    int c = threadIdx.x;
    float max = largest(logits, classes);
    if (c < classes) {
        powers[c] = exponential(__fsub_rn(logits[c], max));
    }
    __syncthreads();
    if (c < M) {
        float sum = total(powers, classes);
        int label = labels[image];
        float gradient = 0.0f;
        if (c < classes) {
            gradient = __fmul_rn(powers[c], __fdiv_rn(1.0f, __fmul_rn(sum, __int2float_rn(n))));
        }
        if (c == label) {
            gradient = __fsub_rn(gradient, __fdiv_rn(1.0f, __int2float_rn(n)));
            losses[first + row] = __fsub_rn(logarithm(sum), __fsub_rn(logits[c], max));
        }
        dlogits[row * M + c] = gradient;
    }
}

// Forward pass and softmax of images in their own order, p (images, C). Launch: a block per image, shared memory as for "forward".
extern "C" __global__ void __launch_bounds__(THREADS, 1)
probabilities(const int* starts, const int* entries, const float* levels, const float* theta, const float* sums, float t,
              int pixels, int units, int classes, float* p) {
    extern __shared__ float dynamic[];
    __shared__ int2 lit[THREADS];
    __shared__ float logits[M];
    __shared__ float powers[M];
    int image = blockIdx.x;
    network(starts, entries, levels, image, theta, sums, t, pixels, units, dynamic, dynamic + units, lit, logits);
    int c = threadIdx.x;
    if (c < classes) {
        powers[c] = exponential(__fsub_rn(logits[c], largest(logits, classes)));
    }
    __syncthreads();
    if (c < classes) {
        p[image * classes + c] = __fdiv_rn(powers[c], total(powers, classes));
    }
}

// Backward pass to the hidden layer, and the update of all parameters but W1. Launch: U/16 blocks, each for 16 units: none of them
// reads what another updates. "rates" has what changes from step to step, for several steps, so that the arguments of all launches can
// stay the same.
//   dA = dlogits W2^T      dZ = dA where A > 0, else 0      db1 = sum of dZ's rows
//   dW2 = A^T dlogits      db2 = sum of dlogits' rows
// dz (N, U) and db1 (U) are for first_weights.
extern "C" __global__ void __launch_bounds__(THREADS, 1)
backward(int n, const float* a, const float* dlogits, float* theta, float* m, float* v, float* dz, float* db1,
         int pixels, int units, const float* rates, int at_step,
         int kind, float beta1, float beta2, float fresh1, float fresh2) {
    __shared__ float w2[BACK_UNITS][M];
    __shared__ float out[ROWS][M];           // rows of dlogits
    __shared__ float acts[ROWS][BACK_UNITS]; // of A
    __shared__ float back[ROWS][BACK_UNITS]; // of dZ
    const float* now = rates + RATES * at_step;
    const Move by = {kind, now[0], now[1], now[2], beta1, beta2, fresh1, fresh2};
    int from = blockIdx.x * BACK_UNITS;
    int high = threadIdx.x / M;
    int low = threadIdx.x % M;
    // What the thread will move is loaded long before it is needed: a weight of W2, and a bias in some threads. Each bias has a thread of
    // its own, so that none waits for another's: b1's in the threads with low = high, b2's in those of one block that are next to them.
    int at[2] = {at_w2(pixels, units) + (from + high) * M + low, -1};
    if (low == high) {
        at[1] = at_b1(pixels, units) + from + high;
    } else if (blockIdx.x == 0 && low == (high + 1) % M) {
        at[1] = at_b2(pixels, units) + low;
    }
    float parameter[2];
    float first_moment[2];
    float second_moment[2];
#pragma unroll
    for (int i = 0; i < 2; i++) {
        if (at[i] >= 0) {
            parameter[i] = theta[at[i]];
            first_moment[i] = m[at[i]];
            second_moment[i] = v[at[i]];
        }
    }
    w2[high][low] = parameter[0];
    float dw2 = 0.0f;  // of unit "high" and column "low"
    float sum1 = 0.0f; // of unit "high"
    float sum2 = 0.0f; // of column "low"
    for (int start = 0; start < n; start += ROWS) {
        int rows = min(ROWS, n - start);
#pragma unroll
        for (int k = 0; k < ROWS * M / THREADS; k++) {
            int row = k * (THREADS / M) + high;
            if (row < rows) {
                out[row][low] = dlogits[(start + row) * M + low];
                acts[row][low] = a[(start + row) * units + from + low];
            }
        }
        __syncthreads();
#pragma unroll 1
        for (int row = high; row < rows; row += THREADS / M) {
            float da = 0.0f;
            for (int column = 0; column < M; column++) {
                da = __fmaf_rn(out[row][column], w2[low][column], da);
            }
            da = acts[row][low] > 0.0f ? da : 0.0f;
            back[row][low] = da;
            dz[(start + row) * units + from + low] = da;
        }
        __syncthreads();
#pragma unroll 16
        for (int row = 0; row < rows; row++) {
            float gradient = out[row][low];
            dw2 = __fmaf_rn(acts[row][high], gradient, dw2);
            sum1 = __fadd_rn(sum1, back[row][high]);
            sum2 = __fadd_rn(sum2, gradient);
        }
        __syncthreads();
    }
    if (low == high) {
        db1[from + high] = sum1;
    }
    const float gradient[2] = {dw2, low == high ? sum1 : sum2};
#pragma unroll
    for (int i = 0; i < 2; i++) {
        if (at[i] >= 0) {
            step(by, gradient[i], parameter[i], first_moment[i], second_moment[i]);
            theta[at[i]] = parameter[i];
            m[at[i]] = first_moment[i];
            v[at[i]] = second_moment[i];
        }
    }
}

// The gradient of W1, its update, and the partial sums of the new W1's rows.
//   dW1 = s (P^T dZ) - t db1
// A block has 16 pixels and 64 units, a thread 4 of these pixels and one unit: each dZ that it reads serves for four sums.
// All pixels are multiplied: a dark one, and a row beyond the batch, adds 0, which changes no sum. "images" are bytes, (images, I).
// Launch: (I/16 rounded up) * (U/64) blocks.
extern "C" __global__ void __launch_bounds__(THREADS, 1)
first_weights(const unsigned char* images, const float* levels, const int* order, int first, int n, const float* dz,
              const float* db1, float t, float* __restrict__ theta, float* __restrict__ m, float* __restrict__ v, float* sums,
              int pixels, int units, const float* rates, int at_step,
         int kind, float beta1, float beta2, float fresh1, float fresh2) {
    __shared__ __align__(16) float x[ROWS][PIXELS];
    __shared__ float updated[PIXELS][TILE_UNITS];
    int groups = units / TILE_UNITS;
    int tile = blockIdx.x / groups;
    int lane = threadIdx.x % TILE_UNITS;
    int unit = blockIdx.x % groups * TILE_UNITS + lane;
    int mine = threadIdx.x / TILE_UNITS * 4; // the first of this thread's pixels in the tile
    const float* now = rates + RATES * at_step;
    const Move by = {kind, now[0], now[1], now[2], beta1, beta2, fresh1, fresh2};
    float weight[4];
    float first_moment[4];
    float second_moment[4];
#pragma unroll
    for (int i = 0; i < 4; i++) { // long before they are needed
        int pixel = min(tile * PIXELS + mine + i, pixels - 1);
        weight[i] = theta[pixel * units + unit];
        first_moment[i] = m[pixel * units + unit];
        second_moment[i] = v[pixel * units + unit];
    }
    float start = __fmul_rn(-t, db1[unit]);
    float4 sum = make_float4(start, start, start, start);
#pragma unroll 1
    for (int begin = 0; begin < n; begin += ROWS) {
        int rows = min(ROWS, n - begin);
#pragma unroll
        for (int k = 0; k < ROWS * PIXELS / THREADS; k++) {
            int row = k * (THREADS / PIXELS) + threadIdx.x / PIXELS;
            int pixel = tile * PIXELS + threadIdx.x % PIXELS;
            int image = order[first + begin + min(row, rows - 1)];
            float level = levels[images[(size_t) image * pixels + min(pixel, pixels - 1)]];
            x[row][threadIdx.x % PIXELS] = row < rows && pixel < pixels ? level : 0.0f;
        }
        __syncthreads();
#pragma unroll 1
        for (int row = 0; row < rows; row += AHEAD) {
            float d[AHEAD];
#pragma unroll
            for (int k = 0; k < AHEAD; k++) {
                d[k] = dz[(begin + min(row + k, rows - 1)) * units + unit]; // beyond the last row x is 0
            }
#pragma unroll
            for (int k = 0; k < AHEAD; k++) {
                float4 four = *(const float4*) &x[row + k][mine];
                sum.x = __fmaf_rn(d[k], four.x, sum.x);
                sum.y = __fmaf_rn(d[k], four.y, sum.y);
                sum.z = __fmaf_rn(d[k], four.z, sum.z);
                sum.w = __fmaf_rn(d[k], four.w, sum.w);
            }
        }
        __syncthreads();
    }
    const float gradient[4] = {sum.x, sum.y, sum.z, sum.w};
#pragma unroll
    for (int i = 0; i < 4; i++) {
        int pixel = tile * PIXELS + mine + i;
        float moved = 0.0f;
        if (pixel < pixels) {
            step(by, gradient[i], weight[i], first_moment[i], second_moment[i]);
            moved = weight[i];
            theta[pixel * units + unit] = moved;
            m[pixel * units + unit] = first_moment[i];
            v[pixel * units + unit] = second_moment[i];
        }
        updated[mine + i][lane] = moved;
    }
    __syncthreads();
    if (threadIdx.x < TILE_UNITS) {
        float partial = 0.0f;
        for (int i = 0; i < PIXELS; i++) {
            partial = __fadd_rn(partial, updated[i][lane]);
        }
        sums[tile * units + unit] = partial;
    }
}
