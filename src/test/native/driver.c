/*
 * A library with the functions of NVIDIA's driver that Crosscheck calls, with the signatures of cuda.h written out: it shows that the
 * Java side passes arguments in the right order and width. Its memory is the host's, its one kernel is "affine": y = a * x + b.
 * Launches are done when somebody copies. CudaLibraryIT compiles it, where there is a C compiler.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int CUresult;
typedef int CUdevice;
typedef void *CUcontext, *CUmodule, *CUfunction, *CUstream, *CUgraph, *CUgraphExec;
typedef unsigned long long CUdeviceptr;

/* Handles above 32 bits: a pointer that was cut to an int would not come back as it was. */
#define CONTEXT ((CUcontext)0x1234567800000010ULL)
#define MODULE ((CUmodule)0x1234567800000020ULL)
#define FUNCTION ((CUfunction)0x1234567800000030ULL)
#define STREAM ((CUstream)0x1234567800000040ULL)
#define GRAPH ((CUgraph)0x1234567800000060ULL)
#define EXECUTABLE ((CUgraphExec)0x1234567800000070ULL)
#define DEVICE 77
#define REQUIRE(condition) \
  if (!(condition)) return 10000 + __LINE__

static long opened, closed;

/* A launch of "affine". */
struct work {
  const float *from;
  float *to;
  float a, b;
  int count;
};

struct list {
  struct work work[16];
  int count;
};

static struct list queue, graph;
static int capturing;

static CUresult add(struct list *list, struct work work) {
  REQUIRE(list->count < 16);
  list->work[list->count++] = work;
  return 0;
}

static void finish(void) {
  for (int k = 0; k < queue.count; k++) {
    struct work w = queue.work[k];
    for (int i = 0; i < w.count; i++) w.to[i] = w.a * w.from[i] + w.b;
  }
  queue.count = 0;
}

long opened_so_far(void) { return opened; }
long closed_so_far(void) { return closed; }

CUresult cuInit(unsigned int flags) {
  REQUIRE(flags == 0);
  return 0;
}

CUresult cuDriverGetVersion(int *version) {
  *version = 13010;
  return 0;
}

CUresult cuGetErrorName(CUresult error, const char **name) {
  *name = error == 218 ? "CUDA_ERROR_INVALID_PTX" : error == 2 ? "CUDA_ERROR_OUT_OF_MEMORY" : "CUDA_ERROR_OTHER";
  return 0;
}

CUresult cuGetErrorString(CUresult error, const char **text) {
  static char line[40];
  snprintf(line, sizeof line, "see line %d", error - 10000);
  *text = error < 10000 ? "in words" : line;
  return 0;
}

CUresult cuDeviceGetCount(int *count) {
  *count = 1;
  return 0;
}

CUresult cuDeviceGet(CUdevice *device, int ordinal) {
  REQUIRE(ordinal == 0);
  *device = DEVICE;
  return 0;
}

CUresult cuDeviceGetName(char *name, int length, CUdevice device) {
  REQUIRE(length == 256 && device == DEVICE);
  strcpy(name, "A GPU in C");
  return 0;
}

CUresult cuDeviceGetAttribute(int *value, int attribute, CUdevice device) {
  REQUIRE((attribute == 75 || attribute == 76) && device == DEVICE);
  *value = attribute == 75 ? 12 : 1;
  return 0;
}

CUresult cuCtxCreate_v2(CUcontext *context, unsigned int flags, CUdevice device) {
  REQUIRE(flags == 0 && device == DEVICE);
  *context = CONTEXT;
  opened++;
  return 0;
}

CUresult cuCtxSetCurrent(CUcontext context) {
  REQUIRE(context == CONTEXT);
  return 0;
}

CUresult cuCtxDestroy_v2(CUcontext context) {
  REQUIRE(context == CONTEXT);
  closed++;
  return 0;
}

CUresult cuModuleLoadDataEx(CUmodule *module, const void *image, unsigned int count, int *options, void **values) {
  REQUIRE(count == 2 && options[0] == 5 && options[1] == 6);
  size_t room = (size_t)values[1];
  REQUIRE(room == 16384);
  if (strcmp(image, "good") != 0) {
    strncpy(values[0], "line 1: bad PTX", room);
    return 218;
  }
  *module = MODULE;
  opened++;
  return 0;
}

CUresult cuModuleGetFunction(CUfunction *function, CUmodule module, const char *name) {
  REQUIRE(module == MODULE);
  if (strcmp(name, "affine") != 0) return 500;
  *function = FUNCTION;
  return 0;
}

CUresult cuModuleUnload(CUmodule module) {
  REQUIRE(module == MODULE);
  closed++;
  return 0;
}

CUresult cuMemGetInfo_v2(size_t *available, size_t *total) {
  *available = 0x500000000ULL;
  *total = 0x1400000000ULL;
  return 0;
}

CUresult cuMemAlloc_v2(CUdeviceptr *address, size_t bytes) {
  if (bytes > 0x500000000ULL) return 2;
  *address = (CUdeviceptr)(uintptr_t)malloc(bytes);
  opened++;
  return 0;
}

CUresult cuMemFree_v2(CUdeviceptr address) {
  finish();
  free((void *)(uintptr_t)address);
  closed++;
  return 0;
}

CUresult cuMemcpyHtoD_v2(CUdeviceptr to, const void *from, size_t bytes) {
  REQUIRE(!capturing);
  finish();
  memcpy((void *)(uintptr_t)to, from, bytes);
  return 0;
}

CUresult cuMemcpyDtoH_v2(void *to, CUdeviceptr from, size_t bytes) {
  REQUIRE(!capturing);
  finish();
  memcpy(to, (void *)(uintptr_t)from, bytes);
  return 0;
}

CUresult cuStreamCreate(CUstream *stream, unsigned int flags) {
  REQUIRE(flags == 0);
  *stream = STREAM;
  opened++;
  return 0;
}

CUresult cuStreamDestroy_v2(CUstream stream) {
  REQUIRE(stream == STREAM);
  closed++;
  return 0;
}

CUresult cuLaunchKernel(CUfunction function, unsigned int gridX, unsigned int gridY, unsigned int gridZ, unsigned int blockX,
                        unsigned int blockY, unsigned int blockZ, unsigned int sharedBytes, CUstream stream, void **arguments,
                        void **extra) {
  REQUIRE(function == FUNCTION && gridX == 3 && gridY == 1 && gridZ == 1 && blockX == 96 && blockY == 1 && blockZ == 1);
  REQUIRE(sharedBytes == 512 && stream == STREAM && extra == NULL);
  struct work launch = {.from = *(float **)arguments[0],
                        .to = *(float **)arguments[1],
                        .a = *(float *)arguments[2],
                        .count = *(int *)arguments[3],
                        .b = *(float *)arguments[4]};
  return add(capturing ? &graph : &queue, launch);
}

CUresult cuStreamBeginCapture_v2(CUstream stream, int mode) {
  REQUIRE(stream == STREAM && mode == 1 && !capturing);
  capturing = 1;
  graph.count = 0;
  return 0;
}

CUresult cuStreamEndCapture(CUstream stream, CUgraph *made) {
  REQUIRE(stream == STREAM && capturing);
  capturing = 0;
  *made = GRAPH;
  opened++;
  return 0;
}

CUresult cuGraphInstantiateWithFlags(CUgraphExec *made, CUgraph from, unsigned long long flags) {
  REQUIRE(from == GRAPH && flags == 0);
  *made = EXECUTABLE;
  opened++;
  return 0;
}

CUresult cuGraphLaunch(CUgraphExec executable, CUstream stream) {
  REQUIRE(executable == EXECUTABLE && stream == STREAM && !capturing);
  for (int i = 0; i < graph.count; i++) {
    CUresult result = add(&queue, graph.work[i]);
    if (result) return result;
  }
  return 0;
}

CUresult cuGraphExecDestroy(CUgraphExec executable) {
  REQUIRE(executable == EXECUTABLE);
  closed++;
  return 0;
}

CUresult cuGraphDestroy(CUgraph made) {
  REQUIRE(made == GRAPH);
  closed++;
  return 0;
}
