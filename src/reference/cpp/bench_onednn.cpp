// Times a network in C++ that learns handwritten digits, for `bench` to compare with: pixels, hidden ReLU units, 10 outputs; softmax
// cross-entropy, the mean over a batch; Adam (Kingma and Ba 2015, algorithm 1) with PyTorch's defaults. oneDNN multiplies the matrices, all
// else is plain loops, shared by OpenMP's threads. Images stay bytes; each batch is gathered and normalised from them.
//
//     g++ -std=c++17 -O3 -march=native -fno-math-errno -fno-trapping-math -fopenmp bench_onednn.cpp -o bench_onednn -ldnnl -lz
//
// Dimensions: N images in a batch, I pixels, H hidden units, O outputs. Matrices lie row by row; the gradient of x is called dx.

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <map>
#include <numeric>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include "bench.h"
#include "oneapi/dnnl/dnnl.hpp"

namespace {

/// Parameters, or their gradients or moments, one array after the other: W1 (I, H), b1 (H), W2 (H, O), b2 (O).
struct Arrays {
    std::vector<float> all;
    float *w1, *b1, *w2, *b2;

    Arrays(int pixels, int hidden) : all(static_cast<size_t>(pixels) * hidden + hidden + hidden * kOutputs + kOutputs) {
        w1 = all.data();
        b1 = w1 + static_cast<size_t>(pixels) * hidden;
        w2 = b1 + hidden;
        b2 = w2 + static_cast<size_t>(hidden) * kOutputs;
    }
    Arrays(const Arrays&) = delete;
    Arrays& operator=(const Arrays&) = delete;
};

using Tag = dnnl::memory::format_tag;

/// The product of two matrices into a third, perhaps with a bias and ReLU.
class Product {
   public:
    /// A tag of `ba` says that a factor lies transposed.
    struct Factor {
        float* values;
        Tag tag;
    };

    Product(dnnl::engine engine, int rows, int inner, int columns, Factor a, Factor b, float* c, float* bias = nullptr, bool relu = false) {
        const auto type = dnnl::memory::data_type::f32;
        const dnnl::memory::desc left({rows, inner}, type, a.tag), right({inner, columns}, type, b.tag), into({rows, columns}, type, Tag::ab);
        dnnl::primitive_attr attributes;
        if (relu) {
            dnnl::post_ops after;
            after.append_eltwise(dnnl::algorithm::eltwise_relu, 0, 0);
            attributes.set_post_ops(after);
        }
        if (bias == nullptr) {
            product_ = dnnl::matmul(dnnl::matmul::primitive_desc(engine, left, right, into, attributes));
        } else {
            const dnnl::memory::desc row({1, columns}, type, Tag::ab);
            product_ = dnnl::matmul(dnnl::matmul::primitive_desc(engine, left, right, row, into, attributes));
            arguments_[DNNL_ARG_BIAS] = dnnl::memory(row, engine, bias);
        }
        arguments_[DNNL_ARG_SRC] = dnnl::memory(left, engine, a.values);
        arguments_[DNNL_ARG_WEIGHTS] = dnnl::memory(right, engine, b.values);
        arguments_[DNNL_ARG_DST] = dnnl::memory(into, engine, c);
    }

    void run(dnnl::stream& stream) { product_.execute(stream, arguments_); }

   private:
    dnnl::matmul product_;
    std::unordered_map<int, dnnl::memory> arguments_;
};

/// What a batch of one size needs: its arrays, and the products between them.
struct Batch {
    std::vector<float> x, h, z, dz, dh;  // (N, I), (N, H), (N, O), (N, O), (N, H)
    Product hidden, output, dW2, dH, dW1;

    Batch(dnnl::engine engine, int n, int pixels, int units, Arrays& theta, Arrays& gradients)
        : x(static_cast<size_t>(n) * pixels), h(static_cast<size_t>(n) * units), z(n * kOutputs), dz(n * kOutputs), dh(h.size()),
          hidden(engine, n, pixels, units, {x.data(), Tag::ab}, {theta.w1, Tag::ab}, h.data(), theta.b1, true),
          output(engine, n, units, kOutputs, {h.data(), Tag::ab}, {theta.w2, Tag::ab}, z.data(), theta.b2),
          dW2(engine, units, n, kOutputs, {h.data(), Tag::ba}, {dz.data(), Tag::ab}, gradients.w2),
          dH(engine, n, kOutputs, units, {dz.data(), Tag::ab}, {theta.w2, Tag::ba}, dh.data()),
          dW1(engine, pixels, n, units, {x.data(), Tag::ba}, {dh.data(), Tag::ab}, gradients.w1) {}
};

/// The newest instructions that oneDNN's kernels use here.
std::string kernels() {
    switch (dnnl::get_effective_cpu_isa()) {
        case dnnl::cpu_isa::sse41: return "SSE4.1";
        case dnnl::cpu_isa::avx: return "AVX";
        case dnnl::cpu_isa::avx2: return "AVX2";
        case dnnl::cpu_isa::avx2_vnni:
        case dnnl::cpu_isa::avx2_vnni_2: return "AVX2 with VNNI";
        case dnnl::cpu_isa::isa_default: return "not known";
        default: return "AVX-512";  // those that follow differ in what float32 does not use
    }
}

/// The network, its optimizer and the images that it learns from.
class Trainer {
   public:
    Trainer(const Options& options, const Data& data)
        : data_(data), pixels_(data.images.size), hidden_(options.hidden), images_(std::min(options.images, data.images.count)),
          batch_(options.batch), theta_(pixels_, hidden_), gradients_(pixels_, hidden_), moment1_(pixels_, hidden_),
          moment2_(pixels_, hidden_), order_(images_) {
        for (int value = 0; value < 256; value++) normalised_[value] = (value / 255.0F - kMean) / kDeviation;
        std::iota(order_.begin(), order_.end(), 0);
        if (options.start.empty()) {
            // As PyTorch's layers draw them: uniform in ±1/√inputs.
            draw(theta_.w1, theta_.w2, pixels_);
            draw(theta_.w2, theta_.all.data() + theta_.all.size(), hidden_);
        } else {
            std::ifstream file(options.start, std::ios::binary);
            const auto bytes = static_cast<std::streamsize>(theta_.all.size() * sizeof(float));
            if (!file.read(reinterpret_cast<char*>(theta_.all.data()), bytes) || file.peek() != EOF) {
                throw std::runtime_error(options.start + ": expected " + std::to_string(bytes) + " bytes of float32");
            }
        }
    }

    static std::string note() {
        const dnnl_version_t* version = dnnl_version();
        return "oneDNN " + std::to_string(version->major) + "." + std::to_string(version->minor) + "." + std::to_string(version->patch) +
               ", kernel " + kernels();
    }

    void shuffle() { std::shuffle(order_.begin(), order_.end(), random_); }

    int steps() const { return (images_ + batch_ - 1) / batch_; }

    /// The step of an epoch, from 0; gives its loss.
    float step(int step) {
        const int n = std::min(batch_, images_ - step * batch_);
        Batch& batch = sized(n);
        const int* used = &order_[static_cast<size_t>(step) * batch_];
        forward(batch, data_, used, n);
        const float loss = lossAndGradient(batch, used, n);
        batch.dW2.run(stream_);
        batch.dH.run(stream_);
        backwardThroughRelu(batch, n);
        batch.dW1.run(stream_);
        adam();
        return loss;
    }

    /// How many of some images are recognised.
    int right(const Data& test) {
        std::vector<int> all(test.images.count);
        std::iota(all.begin(), all.end(), 0);
        int right = 0;
        for (int from = 0; from < test.images.count; from += batch_) {
            const int n = std::min(batch_, test.images.count - from);
            Batch& batch = sized(n);
            forward(batch, test, &all[from], n);
            for (int i = 0; i < n; i++) {
                const float* z = &batch.z[static_cast<size_t>(i) * kOutputs];
                right += std::max_element(z, z + kOutputs) - z == test.labels.bytes[from + i];
            }
        }
        return right;
    }

   private:
    void draw(float* from, float* to, int inputs) {
        const float bound = 1 / std::sqrt(static_cast<float>(inputs));
        std::uniform_real_distribution<float> uniform(-bound, bound);
        std::generate(from, to, [&] { return uniform(random_); });
    }

    Batch& sized(int n) {
        return batches_.try_emplace(n, engine_, n, pixels_, hidden_, theta_, gradients_).first->second;
    }

    /// x from bytes, h = relu(x W1 + b1), z = h W2 + b2.
    void forward(Batch& batch, const Data& from, const int* used, int n) {
#pragma omp parallel for schedule(static)
        for (int i = 0; i < n; i++) {
            const uint8_t* image = &from.images.bytes[static_cast<size_t>(used[i]) * pixels_];
            float* x = &batch.x[static_cast<size_t>(i) * pixels_];
            for (int j = 0; j < pixels_; j++) x[j] = normalised_[image[j]];
        }
        batch.hidden.run(stream_);
        batch.output.run(stream_);
    }

    /// dz = (softmax(z) - t) / N and db2, its sums; gives the mean of -log softmax(z) at the labels.
    float lossAndGradient(Batch& batch, const int* used, int n) {
        std::fill_n(gradients_.b2, kOutputs, 0.0F);
        float loss = 0;
        for (int i = 0; i < n; i++) {
            const float* z = &batch.z[static_cast<size_t>(i) * kOutputs];
            float* dz = &batch.dz[static_cast<size_t>(i) * kOutputs];
            const int label = data_.labels.bytes[used[i]];
            const float largest = *std::max_element(z, z + kOutputs);
            float sum = 0;
            for (int k = 0; k < kOutputs; k++) sum += dz[k] = std::exp(z[k] - largest);
            loss += std::log(sum) - (z[label] - largest);
            for (int k = 0; k < kOutputs; k++) {
                dz[k] = (dz[k] / sum - (k == label ? 1.0F : 0.0F)) / n;
                gradients_.b2[k] += dz[k];
            }
        }
        return loss / n;
    }

    /// dh where h > 0, otherwise 0; and db1, its sums.
    void backwardThroughRelu(Batch& batch, int n) {
#pragma omp parallel
        {
            const int share = (hidden_ + omp_get_num_threads() - 1) / omp_get_num_threads();
            const int from = std::min(hidden_, omp_get_thread_num() * share), to = std::min(hidden_, from + share);
            std::fill(gradients_.b1 + from, gradients_.b1 + to, 0.0F);
            for (int i = 0; i < n; i++) {
                const float* h = &batch.h[static_cast<size_t>(i) * hidden_];
                float* dh = &batch.dh[static_cast<size_t>(i) * hidden_];
                for (int j = from; j < to; j++) {
                    dh[j] = h[j] > 0 ? dh[j] : 0.0F;
                    gradients_.b1[j] += dh[j];
                }
            }
        }
    }

    /// m = β1 m + (1 - β1) dθ, v = β2 v + (1 - β2) dθ², θ -= η m̂ / (√v̂ + ε), with m̂ = m / (1 - β1ᵗ) and v̂ = v / (1 - β2ᵗ).
    void adam() {
        updates_++;
        const auto rate = static_cast<float>(kRate / (1 - std::pow(static_cast<double>(kBeta1), updates_)));
        const auto root = static_cast<float>(1 / std::sqrt(1 - std::pow(static_cast<double>(kBeta2), updates_)));
        float *theta = theta_.all.data(), *m = moment1_.all.data(), *v = moment2_.all.data();
        const float* gradient = gradients_.all.data();
        const auto count = static_cast<long>(theta_.all.size());
#pragma omp parallel for simd schedule(static)
        for (long i = 0; i < count; i++) {
            m[i] = kBeta1 * m[i] + (1 - kBeta1) * gradient[i];
            v[i] = kBeta2 * v[i] + (1 - kBeta2) * gradient[i] * gradient[i];
            theta[i] -= rate * m[i] / (std::sqrt(v[i]) * root + kEpsilon);
        }
    }

    const Data& data_;
    int pixels_, hidden_, images_, batch_;
    Arrays theta_, gradients_, moment1_, moment2_;
    std::vector<int> order_;
    std::array<float, 256> normalised_{};
    std::mt19937 random_{1};
    int updates_ = 0;
    dnnl::engine engine_{dnnl::engine::kind::cpu, 0};
    dnnl::stream stream_{engine_};
    std::map<int, Batch> batches_;
};

}  // namespace

int main(int count, char** words) { return runBench<Trainer>(count, words); }
