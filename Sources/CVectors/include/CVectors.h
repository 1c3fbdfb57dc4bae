#pragma once

// Shuffles and lane masks for Swift's vector types, which have none: their spelling by subscripts, and in generic
// functions their operators, come out as scalar code that is ten times slower. Swift inlines these functions and
// compiles them for the instruction set of the module that calls them.
//
// A mask has all bits of a lane set or none. "Quads" are runs of four lanes, "pairs" of two; of vectors a and b,
// a2 is lane 2 of each quad of a. Comparisons are made on the bits as integers, which for floats that are not
// negative is their order, and total even with NaNs.

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define LANES(type, count) type __attribute__((ext_vector_type(count)))
#define INLINE static inline __attribute__((always_inline))

// Asks for a cache line ahead of its use. The address may be any.
INLINE void prefetch(const void *address) { __builtin_prefetch(address); }

// What is the same for every number of lanes N.
#define DEFINE_VECTOR(N)                                                                                             \
  typedef LANES(float, N) Floats##N;                                                                                 \
  typedef LANES(int32_t, N) Ints##N;                                                                                 \
  typedef LANES(uint32_t, N) UInts##N;                                                                               \
  typedef LANES(uint16_t, N) UShorts##N;                                                                             \
  typedef LANES(bool, N) Bools##N;                                                                                   \
  INLINE Floats##N add##N(Floats##N a, Floats##N b) { return a + b; }                                                \
  INLINE Floats##N subtract##N(Floats##N a, Floats##N b) { return a - b; }                                           \
  INLINE Floats##N multiply##N(Floats##N a, Floats##N b) { return a * b; }                                           \
  INLINE Floats##N divide##N(Floats##N a, Floats##N b) { return a / b; }                                             \
  INLINE Floats##N squareRoot##N(Floats##N a) { return __builtin_elementwise_sqrt(a); }                              \
  INLINE Floats##N magnitude##N(Floats##N a) { return (Floats##N)((Ints##N)a & 0x7FFFFFFF); }                        \
  INLINE Floats##N isLess##N(Floats##N a, Floats##N b) { return (Floats##N)((Ints##N)a < (Ints##N)b); }              \
  INLINE Floats##N and##N(Floats##N a, Floats##N b) { return (Floats##N)((Ints##N)a & (Ints##N)b); }                 \
  INLINE Floats##N or##N(Floats##N a, Floats##N b) { return (Floats##N)((Ints##N)a | (Ints##N)b); }                  \
  INLINE Floats##N not##N(Floats##N a) { return (Floats##N)~(Ints##N)a; }                                            \
  INLINE Floats##N select##N(Floats##N mask, Floats##N a, Floats##N b) {                                             \
    return (Floats##N)(((Ints##N)mask & (Ints##N)a) | (~(Ints##N)mask & (Ints##N)b));                                \
  }                                                                                                                  \
  /* Integers as bit patterns. */                                                                                    \
  INLINE Floats##N integers##N(int32_t base, Floats##N offsets) { return (Floats##N)(base + (Ints##N)offsets); }     \
  INLINE Floats##N shiftedLeft16_##N(Floats##N a) { return (Floats##N)((Ints##N)a << 16); }                          \
  INLINE Floats##N shiftedRight2_##N(Floats##N a) { return (Floats##N)((UInts##N)a >> 2); }                          \
  /* counts + 1 where b is greater than a, or equal and its index lower than the lane's. */                          \
  INLINE Floats##N countedUp##N(Floats##N counts, Floats##N lanes, Floats##N a, float b, int32_t index) {            \
    Ints##N other = (Ints##N)(Floats##N)b;                                                                           \
    return (Floats##N)((Ints##N)counts - (((Ints##N)a + ((Ints##N)lanes > index)) < other));                         \
  }                                                                                                                  \
  /* A bit for each lane whose sign is set. */                                                                       \
  INLINE uint32_t signBits##N(Floats##N a) {                                                                         \
    Bools##N bits = __builtin_convertvector((Ints##N)a < 0, Bools##N);                                               \
    uint16_t result = 0;                                                                                             \
    memcpy(&result, &bits, N > 8 ? 2 : 1);                                                                           \
    return result & ((1u << N) - 1);                                                                                 \
  }                                                                                                                  \
  /* The upper 24 of 32 random bits, as a number, for counters that are bit patterns: `draw` of RegisterTiles. */    \
  INLINE Floats##N drawn##N(uint32_t key, Floats##N counters) {                                                      \
    UInts##N bits = key ^ ((UInts##N)counters * 0x9E3779B9u);                                                        \
    bits = (bits ^ (bits >> 16)) * 0x7FEB352Du;                                                                      \
    bits = (bits ^ (bits >> 15)) * 0x846CA68Bu;                                                                      \
    return __builtin_convertvector((Ints##N)((bits ^ (bits >> 16)) >> 8), Floats##N);                                \
  }

typedef LANES(float, 2) Floats2;
typedef LANES(uint16_t, 2) UShorts2;
DEFINE_VECTOR(4)
DEFINE_VECTOR(8)
DEFINE_VECTOR(16)

// 4 lanes.
INLINE Floats4 broadcast0_4(Floats4 a) { return __builtin_shufflevector(a, a, 0, 0, 0, 0); }
INLINE Floats4 broadcast1_4(Floats4 a) { return __builtin_shufflevector(a, a, 1, 1, 1, 1); }
INLINE Floats4 broadcast2_4(Floats4 a) { return __builtin_shufflevector(a, a, 2, 2, 2, 2); }
INLINE Floats4 broadcast3_4(Floats4 a) { return __builtin_shufflevector(a, a, 3, 3, 3, 3); }
INLINE Floats4 swappedPairs4(Floats4 a) { return __builtin_shufflevector(a, a, 1, 0, 3, 2); }
INLINE Floats4 zipLow4(Floats4 a, Floats4 b) { return __builtin_shufflevector(a, b, 0, 4, 1, 5); }
INLINE Floats4 zipHigh4(Floats4 a, Floats4 b) { return __builtin_shufflevector(a, b, 2, 6, 3, 7); }
INLINE Floats4 zipLowPairs4(Floats4 a, Floats4 b) { return __builtin_shufflevector(a, b, 0, 1, 4, 5); }
INLINE Floats4 zipHighPairs4(Floats4 a, Floats4 b) { return __builtin_shufflevector(a, b, 2, 3, 6, 7); }
INLINE Floats2 pairHeads4(Floats4 a) { return __builtin_shufflevector(a, a, 0, 2); }

// 8 lanes.
INLINE Floats8 broadcast0_8(Floats8 a) { return __builtin_shufflevector(a, a, 0, 0, 0, 0, 4, 4, 4, 4); }
INLINE Floats8 broadcast1_8(Floats8 a) { return __builtin_shufflevector(a, a, 1, 1, 1, 1, 5, 5, 5, 5); }
INLINE Floats8 broadcast2_8(Floats8 a) { return __builtin_shufflevector(a, a, 2, 2, 2, 2, 6, 6, 6, 6); }
INLINE Floats8 broadcast3_8(Floats8 a) { return __builtin_shufflevector(a, a, 3, 3, 3, 3, 7, 7, 7, 7); }
INLINE Floats8 swappedPairs8(Floats8 a) { return __builtin_shufflevector(a, a, 1, 0, 3, 2, 5, 4, 7, 6); }
INLINE Floats8 zipLow8(Floats8 a, Floats8 b) { return __builtin_shufflevector(a, b, 0, 8, 1, 9, 4, 12, 5, 13); }
INLINE Floats8 zipHigh8(Floats8 a, Floats8 b) { return __builtin_shufflevector(a, b, 2, 10, 3, 11, 6, 14, 7, 15); }
INLINE Floats8 zipLowPairs8(Floats8 a, Floats8 b) { return __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13); }
INLINE Floats8 zipHighPairs8(Floats8 a, Floats8 b) {
  return __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15);
}
INLINE Floats8 byLane8(Floats8 a) { return __builtin_shufflevector(a, a, 0, 4, 1, 5, 2, 6, 3, 7); }
INLINE Floats8 byPair8(Floats8 a) { return __builtin_shufflevector(a, a, 0, 1, 4, 5, 2, 3, 6, 7); }
INLINE Floats8 zipLowQuads8(Floats8 a, Floats8 b) { return __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11); }
INLINE Floats8 zipHighQuads8(Floats8 a, Floats8 b) {
  return __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15);
}
INLINE Floats4 pairHeads8(Floats8 a) { return __builtin_shufflevector(a, a, 0, 2, 4, 6); }
INLINE Floats2 quadHeads8(Floats8 a) { return __builtin_shufflevector(a, a, 0, 4); }

// 16 lanes.
INLINE Floats16 broadcast0_16(Floats16 a) {
  return __builtin_shufflevector(a, a, 0, 0, 0, 0, 4, 4, 4, 4, 8, 8, 8, 8, 12, 12, 12, 12);
}
INLINE Floats16 broadcast1_16(Floats16 a) {
  return __builtin_shufflevector(a, a, 1, 1, 1, 1, 5, 5, 5, 5, 9, 9, 9, 9, 13, 13, 13, 13);
}
INLINE Floats16 broadcast2_16(Floats16 a) {
  return __builtin_shufflevector(a, a, 2, 2, 2, 2, 6, 6, 6, 6, 10, 10, 10, 10, 14, 14, 14, 14);
}
INLINE Floats16 broadcast3_16(Floats16 a) {
  return __builtin_shufflevector(a, a, 3, 3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 11, 15, 15, 15, 15);
}
INLINE Floats16 swappedPairs16(Floats16 a) {
  return __builtin_shufflevector(a, a, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
}
INLINE Floats16 zipLow16(Floats16 a, Floats16 b) {
  return __builtin_shufflevector(a, b, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29);
}
INLINE Floats16 zipHigh16(Floats16 a, Floats16 b) {
  return __builtin_shufflevector(a, b, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31);
}
INLINE Floats16 zipLowPairs16(Floats16 a, Floats16 b) {
  return __builtin_shufflevector(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29);
}
INLINE Floats16 zipHighPairs16(Floats16 a, Floats16 b) {
  return __builtin_shufflevector(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
}
INLINE Floats16 byLane16(Floats16 a) {
  return __builtin_shufflevector(a, a, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
}
INLINE Floats16 byPair16(Floats16 a) {
  return __builtin_shufflevector(a, a, 0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15);
}
INLINE Floats16 zipLowQuads16(Floats16 a, Floats16 b) {
  return __builtin_shufflevector(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
}
INLINE Floats16 zipHighQuads16(Floats16 a, Floats16 b) {
  return __builtin_shufflevector(a, b, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
}
INLINE Floats16 zipLowHalves16(Floats16 a, Floats16 b) {
  return __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
}
INLINE Floats16 zipHighHalves16(Floats16 a, Floats16 b) {
  return __builtin_shufflevector(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
}
INLINE Floats8 pairHeads16(Floats16 a) { return __builtin_shufflevector(a, a, 0, 2, 4, 6, 8, 10, 12, 14); }
INLINE Floats4 quadHeads16(Floats16 a) { return __builtin_shufflevector(a, a, 0, 4, 8, 12); }

// Bit patterns below 65,536 in 16 bits.
INLINE UShorts2 narrowed2(Floats2 a) {
  LANES(uint32_t, 2) wide;
  memcpy(&wide, &a, sizeof wide);
  return __builtin_convertvector(wide, UShorts2);
}
INLINE UShorts4 narrowed4(Floats4 a) { return __builtin_convertvector((UInts4)a, UShorts4); }
INLINE UShorts8 narrowed8(Floats8 a) { return __builtin_convertvector((UInts8)a, UShorts8); }
INLINE UShorts16 narrowed16(Floats16 a) { return __builtin_convertvector((UInts16)a, UShorts16); }
