/*
 * A library with the functions of NVIDIA's driver that Crosscheck calls, with the signatures of cuda.h written out: it shows that the
 * Java side passes arguments in the right order and width. Its memory is the host's, its one kernel is "affine": y = a * x + b, with
 * the index of a row added. Copies and launches are done when somebody waits for them. CudaLibraryIT compiles it, where there is a C
 * compiler.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef int CUresult;
typedef int CUdevice;
typedef void *CUcontext, *CUmodule, *CUfunction, *CUstream, *CUevent, *CUgraph, *CUgraphExec;
typedef unsigned long long CUdeviceptr;

/* Handles above 32 bits: a pointer that was cut to an int would not come back as it was. */
#define CONTEXT ((CUcontext)0x1234567800000010ULL)
#define MODULE ((CUmodule)0x1234567800000020ULL)
#define FUNCTION ((CUfunction)0x1234567800000030ULL)
#define STREAM ((CUstream)0x1234567800000040ULL)
#define EVENT ((CUevent)0x1234567800000050ULL)
#define GRAPH ((CUgraph)0x1234567800000060ULL)
#define EXECUTABLE ((CUgraphExec)0x1234567800000070ULL)
#define DEVICE 77
#define REQUIRE(condition) \
  if (!(condition)) return 10000 + __LINE__

static long opened, closed;

/* A copy, or a launch of "affine" where bytes is 0. */
struct work {
  void *to;
  const void *from;
  size_t bytes;
  float a;
  int count;
  long long b;
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
    if (w.bytes) memcpy(w.to, w.from, w.bytes);
    for (int i = 0; !w.bytes && i < w.count; i++) ((float *)w.to)[i] = w.a * ((const float *)w.from)[i] + (float)w.b;
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
  static char text[] = "CUDA_ERROR_AT_LINE_00000";
  int line = error - 10000;
  for (int i = (int)sizeof text - 2; i > (int)sizeof text - 7; i--) {
    text[i] = (char)('0' + line % 10);
    line /= 10;
  }
  *name = text;
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

#ifndef NEW
CUresult cuCtxCreate_v2(CUcontext *context, unsigned int flags, CUdevice device) {
  REQUIRE(flags == 0 && device == DEVICE);
  *context = CONTEXT;
  opened++;
  return 0;
}
#endif

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
  REQUIRE(count == 5 && options[0] == 3 && options[1] == 4 && options[2] == 5 && options[3] == 6 && options[4] == 12);
  size_t room = (size_t)values[3];
  REQUIRE((size_t)values[1] == 16384 && room == 16384 && (size_t)values[4] == 1);
  if (strcmp(image, "good") != 0) {
    strncpy(values[2], "line 1: bad PTX", room);
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

CUresult cuFuncGetAttribute(int *value, int attribute, CUfunction function) {
  REQUIRE(function == FUNCTION);
  *value = 100 + attribute;
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

CUresult cuMemcpyHtoDAsync_v2(CUdeviceptr to, const void *from, size_t bytes, CUstream stream) {
  REQUIRE(stream == STREAM && !capturing);
  return add(&queue, (struct work){.to = (void *)(uintptr_t)to, .from = from, .bytes = bytes});
}

CUresult cuMemcpyDtoHAsync_v2(void *to, CUdeviceptr from, size_t bytes, CUstream stream) {
  REQUIRE(stream == STREAM && !capturing);
  return add(&queue, (struct work){.to = to, .from = (void *)(uintptr_t)from, .bytes = bytes});
}

CUresult cuStreamCreate(CUstream *stream, unsigned int flags) {
  REQUIRE(flags == 0);
  *stream = STREAM;
  opened++;
  return 0;
}

CUresult cuStreamSynchronize(CUstream stream) {
  REQUIRE(stream == STREAM && !capturing);
  finish();
  return 0;
}

CUresult cuStreamDestroy_v2(CUstream stream) {
  REQUIRE(stream == STREAM);
  closed++;
  return 0;
}

CUresult cuEventCreate(CUevent *event, unsigned int flags) {
  REQUIRE(flags == 0);
  *event = EVENT;
  opened++;
  return 0;
}

CUresult cuEventRecord(CUevent event, CUstream stream) {
  REQUIRE(event == EVENT && stream == STREAM);
  return 0;
}

CUresult cuEventSynchronize(CUevent event) {
  REQUIRE(event == EVENT && !capturing);
  finish();
  return 0;
}

CUresult cuEventElapsedTime(float *milliseconds, CUevent start, CUevent end) {
  REQUIRE(start == EVENT && end == EVENT);
#ifdef NEW
  *milliseconds = -1; /* what is replaced is not called */
#else
  *milliseconds = 1500;
#endif
  return 0;
}

CUresult cuEventDestroy_v2(CUevent event) {
  REQUIRE(event == EVENT);
  closed++;
  return 0;
}

CUresult cuLaunchKernel(CUfunction function, unsigned int gridX, unsigned int gridY, unsigned int gridZ, unsigned int blockX,
                        unsigned int blockY, unsigned int blockZ, unsigned int sharedBytes, CUstream stream, void **arguments,
                        void **extra) {
  REQUIRE(function == FUNCTION && gridX == 3 && gridY == 1 && gridZ == 1 && blockX == 96 && blockY == 1 && blockZ == 1);
  REQUIRE(sharedBytes == 512 && stream == STREAM && extra == NULL);
  struct work launch = {.from = *(void **)arguments[0],
                        .to = *(void **)arguments[1],
                        .a = *(float *)arguments[2],
                        .count = *(int *)arguments[3],
                        .b = *(long long *)arguments[4]};
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
/* As newer drivers do it: functions by name and version. With -DNEW the driver is CUDA 13's, with -DMIDDLE one of CUDA 11.3 to 11.8. */
#if defined NEW || defined MIDDLE
#ifdef NEW
static CUresult new_context(CUcontext *context, void *settings, unsigned int flags, CUdevice device) {
  REQUIRE(settings == NULL && flags == 0 && device == DEVICE);
  *context = CONTEXT;
  opened++;
  return 0;
}

static CUresult new_elapsed(float *milliseconds, CUevent start, CUevent end) {
  REQUIRE(start == EVENT && end == EVENT);
  *milliseconds = 1500;
  return 0;
}
#endif

static void *entry(const char *name, int version) {
#ifdef NEW
  if (strcmp(name, "cuCtxCreate") == 0) return version >= 12050 ? (void *)new_context : NULL;
  if (strcmp(name, "cuEventElapsedTime") == 0) return version >= 12080 ? (void *)new_elapsed : NULL;
#else
  if (strcmp(name, "cuCtxCreate") == 0) return version < 11040 ? (void *)cuCtxCreate_v2 : NULL;
#endif
  if (strcmp(name, "cuMemAlloc") == 0) return (void *)cuMemAlloc_v2;
  return NULL;
}

#ifdef NEW
CUresult cuGetProcAddress_v2(const char *name, void **address, int version, uint64_t flags, int *status) {
  *status = -1; /* it can be written */
#else
CUresult cuGetProcAddress(const char *name, void **address, int version, uint64_t flags) {
#endif
  REQUIRE(flags == 0);
  *address = entry(name, version);
  return *address == NULL ? 500 : 0;
}
#endif
