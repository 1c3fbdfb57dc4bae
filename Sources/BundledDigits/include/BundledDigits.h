#ifndef BUNDLED_DIGITS_H
#define BUNDLED_DIGITS_H

#include <stddef.h>

/// One file of the digits, compiled into the program.
typedef struct {
  const unsigned char *_Nonnull bytes;
  size_t count;
} BundledFile;

BundledFile bundledTrainingImages(void);
BundledFile bundledTrainingLabels(void);
BundledFile bundledTestImages(void);
BundledFile bundledTestLabels(void);

#endif
