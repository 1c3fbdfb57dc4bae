#include "COneDNN.h"

#include <dnnl.h>
#include <dnnl_debug.h>
#include <stdlib.h>

// A layout is oneDNN's memory descriptor: a structure that we keep in version 2, an object that oneDNN keeps in version 3.
// Functions that take one look the same in both.
#if DNNL_VERSION_MAJOR < 3

typedef const dnnl_memory_desc_t *descriptor;

static int copy_descriptor(onednn_layout **layout, descriptor source) {
  dnnl_memory_desc_t *copy = malloc(sizeof *copy);
  if (!copy) return dnnl_out_of_memory;
  *copy = *source;
  *layout = (onednn_layout *)copy;
  return dnnl_success;
}

static int create_descriptor(onednn_layout **layout, int rank, const int64_t *extents, dnnl_data_type_t type,
                             dnnl_format_tag_t tag) {
  dnnl_memory_desc_t made;
  dnnl_status_t status = dnnl_memory_desc_init_by_tag(&made, rank, extents, type, tag);
  return status == dnnl_success ? copy_descriptor(layout, &made) : status;
}

void onednn_layout_destroy(onednn_layout *layout) { free(layout); }

static int plan_product(dnnl_primitive_desc_t *plan, dnnl_engine_t engine, OneDNNProduct product, descriptor input,
                        descriptor weights, descriptor bias, descriptor output, const dnnl_dims_t strides,
                        const dnnl_dims_t padding, const_dnnl_primitive_desc_t hint) {
  dnnl_convolution_desc_t operation;
  dnnl_status_t status = dnnl_unimplemented;
  const dnnl_alg_kind_t direct = dnnl_convolution_direct;
  switch (product) {
  case OneDNNProductForward:
    status = dnnl_convolution_forward_desc_init(&operation, dnnl_forward_training, direct, input, weights, bias, output,
                                                strides, padding, padding);
    break;
  case OneDNNProductInputGradient:
    status = dnnl_convolution_backward_data_desc_init(&operation, direct, input, weights, output, strides, padding,
                                                      padding);
    break;
  case OneDNNProductWeightGradient:
    status = dnnl_convolution_backward_weights_desc_init(&operation, direct, input, weights, NULL, output, strides,
                                                         padding, padding);
    break;
  }
  return status == dnnl_success ? dnnl_primitive_desc_create(plan, &operation, NULL, engine, hint) : status;
}

#else

typedef const_dnnl_memory_desc_t descriptor;

static int copy_descriptor(onednn_layout **layout, descriptor source) {
  return dnnl_memory_desc_clone(layout, source);
}

static int create_descriptor(onednn_layout **layout, int rank, const int64_t *extents, dnnl_data_type_t type,
                             dnnl_format_tag_t tag) {
  return dnnl_memory_desc_create_with_tag(layout, rank, extents, type, tag);
}

void onednn_layout_destroy(onednn_layout *layout) { dnnl_memory_desc_destroy(layout); }

static int plan_product(dnnl_primitive_desc_t *plan, dnnl_engine_t engine, OneDNNProduct product, descriptor input,
                        descriptor weights, descriptor bias, descriptor output, const dnnl_dims_t strides,
                        const dnnl_dims_t padding, const_dnnl_primitive_desc_t hint) {
  const dnnl_dims_t undilated = {0, 0};
  const dnnl_alg_kind_t direct = dnnl_convolution_direct;
  switch (product) {
  case OneDNNProductForward:
    return dnnl_convolution_forward_primitive_desc_create(plan, engine, dnnl_forward_training, direct, input, weights,
                                                          bias, output, strides, undilated, padding, padding, NULL);
  case OneDNNProductInputGradient:
    return dnnl_convolution_backward_data_primitive_desc_create(plan, engine, direct, input, weights, output, strides,
                                                                undilated, padding, padding, hint, NULL);
  case OneDNNProductWeightGradient:
    return dnnl_convolution_backward_weights_primitive_desc_create(plan, engine, direct, input, weights, NULL, output,
                                                                   strides, undilated, padding, padding, hint, NULL);
  }
}

#endif

struct onednn_device {
  dnnl_engine_t engine;
  dnnl_stream_t stream;
};

struct onednn_operation {
  dnnl_primitive_t primitive;
  int count;
  dnnl_exec_arg_t arguments[4];
};

/// What an operand is called as an argument and in a query.
static const struct {
  int argument;
  dnnl_query_t query;
} names[] = {
    [OneDNNOperandInput] = {DNNL_ARG_SRC, dnnl_query_src_md},
    [OneDNNOperandWeights] = {DNNL_ARG_WEIGHTS, dnnl_query_weights_md},
    [OneDNNOperandBias] = {DNNL_ARG_BIAS, dnnl_query_weights_md},
    [OneDNNOperandOutput] = {DNNL_ARG_DST, dnnl_query_dst_md},
    [OneDNNOperandInputGradient] = {DNNL_ARG_DIFF_SRC, dnnl_query_diff_src_md},
    [OneDNNOperandWeightGradient] = {DNNL_ARG_DIFF_WEIGHTS, dnnl_query_diff_weights_md},
    [OneDNNOperandOutputGradient] = {DNNL_ARG_DIFF_DST, dnnl_query_diff_dst_md},
};

onednn_version onednn_loaded_version(void) {
  const dnnl_version_t *version = dnnl_version();
  return (onednn_version){version->major, version->minor, version->patch};
}

const char *onednn_status_text(int status) { return dnnl_status2str((dnnl_status_t)status); }

// A set's bits include those of the sets below it.
static bool has(unsigned set) { return (dnnl_get_effective_cpu_isa() & set) == set; }
bool onednn_has_avx2(void) { return has(dnnl_cpu_isa_avx2); }
bool onednn_has_avx512(void) { return has(dnnl_cpu_isa_avx512_core); }
bool onednn_has_bf16(void) { return has(dnnl_cpu_isa_avx512_core_bf16); }
bool onednn_has_amx(void) { return has(dnnl_cpu_isa_avx512_core_amx); }

int onednn_device_create(onednn_device **device) {
  onednn_device *made = calloc(1, sizeof *made);
  if (!made) return dnnl_out_of_memory;
  dnnl_status_t status = dnnl_engine_create(&made->engine, dnnl_cpu, 0);
  if (status == dnnl_success) status = dnnl_stream_create(&made->stream, made->engine, dnnl_stream_default_flags);
  if (status == dnnl_success) {
    *device = made;
  } else {
    onednn_device_destroy(made);
  }
  return status;
}

void onednn_device_destroy(onednn_device *device) {
  if (device->stream) dnnl_stream_destroy(device->stream);
  if (device->engine) dnnl_engine_destroy(device->engine);
  free(device);
}

int onednn_layout_create(onednn_layout **layout, int rank, const int64_t *extents, OneDNNOrder order,
                         OneDNNElement element) {
  static const dnnl_format_tag_t tags[] = {
      [OneDNNOrderAny] = dnnl_format_tag_any, [OneDNNOrderVector] = dnnl_a,
      [OneDNNOrderChannelsLast] = dnnl_nhwc,  [OneDNNOrderWeights] = dnnl_ohwi,
      [OneDNNOrderGroupedWeights] = dnnl_gohwi,
  };
  static const dnnl_data_type_t types[] = {[OneDNNElementFloat32] = dnnl_f32, [OneDNNElementBFloat16] = dnnl_bf16};
  return create_descriptor(layout, rank, extents, types[element], tags[order]);
}

bool onednn_layout_equal(const onednn_layout *left, const onednn_layout *right) {
  return dnnl_memory_desc_equal((descriptor)left, (descriptor)right);
}

size_t onednn_layout_bytes(const onednn_layout *layout) { return dnnl_memory_desc_get_size((descriptor)layout); }

int onednn_plan_convolution(onednn_plan **plan, const onednn_device *device, OneDNNProduct product,
                            const onednn_layout *input, const onednn_layout *weights, const onednn_layout *bias,
                            const onednn_layout *output, int64_t stride, int64_t padding, const onednn_plan *hint) {
  return plan_product(plan, device->engine, product, (descriptor)input, (descriptor)weights,
                      (descriptor)bias, (descriptor)output, (dnnl_dims_t){stride, stride},
                      (dnnl_dims_t){padding, padding}, hint);
}

int onednn_plan_reorder(onednn_plan **plan, const onednn_device *device, const onednn_layout *source,
                        const onednn_layout *target) {
  return dnnl_reorder_primitive_desc_create(plan, (descriptor)source, device->engine,
                                            (descriptor)target, device->engine, NULL);
}

int onednn_plan_layout(onednn_layout **layout, const onednn_plan *plan, OneDNNOperand operand) {
  descriptor wanted = dnnl_primitive_desc_query_md(plan, names[operand].query, 0);
  return wanted ? copy_descriptor(layout, wanted) : dnnl_invalid_arguments;
}

void onednn_plan_destroy(onednn_plan *plan) { dnnl_primitive_desc_destroy(plan); }

int onednn_memory_create(onednn_memory **memory, const onednn_device *device, const onednn_layout *layout,
                         bool allocates) {
  return dnnl_memory_create(memory, (descriptor)layout, device->engine,
                            allocates ? DNNL_MEMORY_ALLOCATE : DNNL_MEMORY_NONE);
}

int onednn_memory_point(onednn_memory *memory, void *elements) {
  return dnnl_memory_set_data_handle(memory, elements);
}

void onednn_memory_destroy(onednn_memory *memory) { dnnl_memory_destroy(memory); }

int onednn_operation_create(onednn_operation **operation, const onednn_plan *plan, int count,
                            const OneDNNOperand *operands, onednn_memory *const *memories) {
  onednn_operation *made = calloc(1, sizeof *made);
  if (!made) return dnnl_out_of_memory;
  if (count > (int)(sizeof made->arguments / sizeof *made->arguments)) abort();
  made->count = count;
  for (int i = 0; i < count; i++)
    made->arguments[i] = (dnnl_exec_arg_t){names[operands[i]].argument, memories[i]};
  dnnl_status_t status = dnnl_primitive_create(&made->primitive, plan);
  if (status == dnnl_success) {
    *operation = made;
  } else {
    free(made);
  }
  return status;
}

int onednn_operation_run(const onednn_operation *operation, const onednn_device *device) {
  dnnl_status_t status =
      dnnl_primitive_execute(operation->primitive, device->stream, operation->count, operation->arguments);
  return status == dnnl_success ? dnnl_stream_wait(device->stream) : status;
}

void onednn_operation_destroy(onednn_operation *operation) {
  dnnl_primitive_destroy(operation->primitive);
  free(operation);
}
