#define _GNU_SOURCE
#include "CProcessors.h"

#ifdef __linux__
#include <sched.h>

// Swift imports neither the set's macros nor its size.
enum { LARGEST = 8192 };

int processors_allowed(int *numbers, int capacity) {
  cpu_set_t *set = CPU_ALLOC(LARGEST);
  size_t size = CPU_ALLOC_SIZE(LARGEST);
  int count = sched_getaffinity(0, size, set) == 0 ? 0 : -1;
  for (int number = 0; count >= 0 && number < LARGEST; number++) {
    if (!CPU_ISSET_S(number, size, set)) continue;
    if (count < capacity) numbers[count] = number;
    count++;
  }
  CPU_FREE(set);
  return count;
}

int processors_bind(const int *numbers, int count) {
  cpu_set_t *set = CPU_ALLOC(LARGEST);
  size_t size = CPU_ALLOC_SIZE(LARGEST);
  CPU_ZERO_S(size, set);
  for (int index = 0; index < count; index++) CPU_SET_S(numbers[index], size, set);
  int status = sched_setaffinity(0, size, set);
  CPU_FREE(set);
  return status;
}
#else
int processors_allowed(int *numbers, int capacity) { return -1; }
int processors_bind(const int *numbers, int count) { return -1; }
#endif
