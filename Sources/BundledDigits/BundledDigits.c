// The digits travel inside the binary, so that it finds them wherever it is copied to. In C, because #embed compiles
// at once what takes the Swift compiler half a minute as an array literal.
#include "BundledDigits.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char trainingImages[] = {
#embed "digits/train-images-idx3-ubyte"
};
static const unsigned char trainingLabels[] = {
#embed "digits/train-labels-idx1-ubyte"
};
static const unsigned char testImages[] = {
#embed "digits/t10k-images-idx3-ubyte"
};
static const unsigned char testLabels[] = {
#embed "digits/t10k-labels-idx1-ubyte"
};

BundledFile bundledTrainingImages(void) { return (BundledFile){trainingImages, sizeof trainingImages}; }
BundledFile bundledTrainingLabels(void) { return (BundledFile){trainingLabels, sizeof trainingLabels}; }
BundledFile bundledTestImages(void) { return (BundledFile){testImages, sizeof testImages}; }
BundledFile bundledTestLabels(void) { return (BundledFile){testLabels, sizeof testLabels}; }
