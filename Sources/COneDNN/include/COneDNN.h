#ifndef COneDNN_h
#define COneDNN_h

// oneDNN 2.6 and 3 behind one interface: what this program asks of it. The versions differ in how layouts are kept and
// convolutions described; both are known in COneDNN.c alone.
//
// Functions return 0, or a status that `onednn_status_text` explains; what they make comes through their first argument
// and is given back to the matching `destroy`.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The processor and a queue of work for it.
typedef struct onednn_device onednn_device;
/// How a tensor's elements lie, or that oneDNN is to choose it.
typedef struct dnnl_memory_desc onednn_layout;
/// An operation as oneDNN will do it, and the layouts that it wants.
typedef struct dnnl_primitive_desc onednn_plan;
/// A layout with the address of elements.
typedef struct dnnl_memory onednn_memory;
/// A plan with its operands, ready to run.
typedef struct onednn_operation onednn_operation;

typedef enum __attribute__((enum_extensibility(closed))) {
  OneDNNOrderAny,             ///< as oneDNN likes
  OneDNNOrderVector,          ///< one extent
  OneDNNOrderChannelsLast,    ///< extents n, c, h, w; c contiguous
  OneDNNOrderWeights,         ///< extents o, i, h, w; lie as [o][h][w][i]
  OneDNNOrderGroupedWeights,  ///< extents g, o, i, h, w; lie as [g][o][h][w][i]
} OneDNNOrder;

typedef enum __attribute__((enum_extensibility(closed))) {
  OneDNNElementFloat32,
  OneDNNElementBFloat16,
} OneDNNElement;

typedef enum __attribute__((enum_extensibility(closed))) {
  OneDNNProductForward,
  OneDNNProductInputGradient,
  OneDNNProductWeightGradient,
} OneDNNProduct;

/// A reorder reads OneDNNOperandInput and writes OneDNNOperandOutput.
typedef enum __attribute__((enum_extensibility(closed))) {
  OneDNNOperandInput,
  OneDNNOperandWeights,
  OneDNNOperandBias,
  OneDNNOperandOutput,
  OneDNNOperandInputGradient,
  OneDNNOperandWeightGradient,
  OneDNNOperandOutputGradient,
} OneDNNOperand;

typedef struct {
  int major, minor, patch;
} onednn_version;

/// The version that is loaded.
onednn_version onednn_loaded_version(void);
const char *onednn_status_text(int status);
/// Whether the processor has these instructions and ONEDNN_MAX_CPU_ISA allows them.
bool onednn_has_avx2(void);
bool onednn_has_avx512(void);
/// Products of bfloat16 pairs added up in single precision (AVX512_BF16).
bool onednn_has_bf16(void);
/// Whole tiles of them (AMX_BF16).
bool onednn_has_amx(void);

int onednn_device_create(onednn_device **device);
void onednn_device_destroy(onednn_device *device);

/// Elements of `rank` extents.
int onednn_layout_create(onednn_layout **layout, int rank, const int64_t *extents, OneDNNOrder order,
                         OneDNNElement element);
bool onednn_layout_equal(const onednn_layout *left, const onednn_layout *right);
/// What a tensor of this layout takes, padding included.
size_t onednn_layout_bytes(const onednn_layout *layout);
void onednn_layout_destroy(onednn_layout *layout);

/// Plans one product of a convolution of square stride and padding.
///
/// `bias` may be NULL and counts in the forward product alone. A gradient's layouts are given in the place of what it is
/// the gradient of, and its plan takes the forward one as its `hint`.
int onednn_plan_convolution(onednn_plan **plan, const onednn_device *device, OneDNNProduct product,
                            const onednn_layout *input, const onednn_layout *weights, const onednn_layout *bias,
                            const onednn_layout *output, int64_t stride, int64_t padding, const onednn_plan *hint);
int onednn_plan_reorder(onednn_plan **plan, const onednn_device *device, const onednn_layout *source,
                        const onednn_layout *target);
/// The layout that the plan wants for an operand.
int onednn_plan_layout(onednn_layout **layout, const onednn_plan *plan, OneDNNOperand operand);
void onednn_plan_destroy(onednn_plan *plan);

/// Memory with elements of its own if it `allocates`, else with none until it points at some.
int onednn_memory_create(onednn_memory **memory, const onednn_device *device, const onednn_layout *layout,
                         bool allocates);
int onednn_memory_point(onednn_memory *memory, void *elements);
void onednn_memory_destroy(onednn_memory *memory);

/// At most 4 operands; their memories outlive the operation.
int onednn_operation_create(onednn_operation **operation, const onednn_plan *plan, int count,
                            const OneDNNOperand *operands, onednn_memory *const *memories);
/// Runs the operation and waits for its end.
int onednn_operation_run(const onednn_operation *operation, const onednn_device *device);
void onednn_operation_destroy(onednn_operation *operation);

#endif
