#pragma once

// Shuffles and lane masks for Swift's vector types, which have none: spelled by subscripts they come out as scalar code
// that is ten times slower. Swift inlines these functions and compiles them for the instruction set of the module that
// calls them, which says by LANES how many floats a vector of it has.
//
// A mask has all bits of a lane set or none. "Quads" are runs of four lanes, "pairs" of two; of vectors a and b,
// a2 is lane 2 of each quad of a. Comparisons are made on the bits as integers, which for floats that are not
// negative is their order, and total even with NaNs.

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#ifndef LANES
#define LANES 4
#endif

#define VECTOR(type, count) type __attribute__((ext_vector_type(count)))
#define INLINE static inline __attribute__((always_inline))

typedef VECTOR(float, LANES) Floats;
typedef VECTOR(int32_t, LANES) Ints;
typedef VECTOR(uint32_t, LANES) UInts;

// Asks for a cache line ahead of its use. The address may be any.
INLINE void prefetch(const void *address) { __builtin_prefetch(address); }

INLINE Floats root(Floats a) { return __builtin_elementwise_sqrt(a); }
INLINE Floats magnitude(Floats a) { return (Floats)((Ints)a & 0x7FFFFFFF); }
// All bits of the lanes where a < b; at most one of the two may be negative.
INLINE Floats isLess(Floats a, Floats b) { return (Floats)((Ints)a < (Ints)b); }
// The larger one; as isLess.
INLINE Floats larger(Floats a, Floats b) { return (Floats)__builtin_elementwise_max((Ints)a, (Ints)b); }
INLINE Floats and(Floats a, Floats b) { return (Floats)((Ints)a & (Ints)b); }
INLINE Floats or(Floats a, Floats b) { return (Floats)((Ints)a | (Ints)b); }
INLINE Floats not(Floats a) { return (Floats)~(Ints)a; }
// All bits of the lanes whose bit is set, lane 0's lowest.
INLINE Floats lanesSet(uint32_t bits) {
  UInts lane;
  for (int32_t index = 0; index < LANES; index++) lane[index] = 1u << index;
  return (Floats)((bits & lane) != 0);
}
// a where the mask has all bits set, b where none.
INLINE Floats selected(Floats mask, Floats a, Floats b) {
  return (Floats)(((Ints)mask & (Ints)a) | (~(Ints)mask & (Ints)b));
}

// Integers as bit patterns: `base` plus those in `offsets`.
INLINE Floats integers(int32_t base, Floats offsets) { return (Floats)(base + (Ints)offsets); }
INLINE Floats shiftedLeft16(Floats a) { return (Floats)((Ints)a << 16); }
INLINE Floats shiftedRight2(Floats a) { return (Floats)((UInts)a >> 2); }
// The upper 24 of 32 random bits, as a number, for counters that are bit patterns: `draw` of RegisterTiles.
INLINE Floats drawn(uint32_t key, Floats counters) {
  UInts bits = key ^ ((UInts)counters * 0x9E3779B9u);
  bits = (bits ^ (bits >> 16)) * 0x7FEB352Du;
  bits = (bits ^ (bits >> 15)) * 0x846CA68Bu;
  return __builtin_convertvector((Ints)((bits ^ (bits >> 16)) >> 8), Floats);
}

// Shuffles that do the same in each quad; of a second vector, lane 0 is LANES.
#if LANES == 4
#define QUADS(i, j, k, l) i, j, k, l
#elif LANES == 8
#define QUADS(i, j, k, l) i, j, k, l, i + 4, j + 4, k + 4, l + 4
#elif LANES == 16
#define QUADS(i, j, k, l)                                                                                            \
  i, j, k, l, i + 4, j + 4, k + 4, l + 4, i + 8, j + 8, k + 8, l + 8, i + 12, j + 12, k + 12, l + 12
#endif
#define SHUFFLE(name, i, j, k, l)                                                                                    \
  INLINE Floats name(Floats a) { return __builtin_shufflevector(a, a, QUADS(i, j, k, l)); }
#define ZIP(name, i, j, k, l)                                                                                        \
  INLINE Floats name(Floats a, Floats b) { return __builtin_shufflevector(a, b, QUADS(i, j, k, l)); }
SHUFFLE(broadcast0, 0, 0, 0, 0)
SHUFFLE(broadcast1, 1, 1, 1, 1)
SHUFFLE(broadcast2, 2, 2, 2, 2)
SHUFFLE(broadcast3, 3, 3, 3, 3)
SHUFFLE(swappedPairs, 1, 0, 3, 2)
ZIP(zipLow, 0, LANES, 1, LANES + 1)
ZIP(zipHigh, 2, LANES + 2, 3, LANES + 3)
ZIP(zipLowPairs, 0, 1, LANES, LANES + 1)
ZIP(zipHighPairs, 2, 3, LANES + 2, LANES + 3)

// Shuffles across quads. BY_LANE: lane 0 of every quad, then lane 1 of every quad, and so on; BY_PAIR: the first pair
// of every quad, then the second ones. The others zip the lower (upper) quads or halves of two vectors.
#if LANES == 4
#define BY_LANE 0, 1, 2, 3
#define BY_PAIR 0, 1, 2, 3
#define LOW_QUADS 0, 1, 2, 3
#define HIGH_QUADS 4, 5, 6, 7
#define PAIR_HEADS 0, 2
#define QUAD_HEADS 0
#elif LANES == 8
#define BY_LANE 0, 4, 1, 5, 2, 6, 3, 7
#define BY_PAIR 0, 1, 4, 5, 2, 3, 6, 7
#define LOW_QUADS 0, 1, 2, 3, 8, 9, 10, 11
#define HIGH_QUADS 4, 5, 6, 7, 12, 13, 14, 15
#define PAIR_HEADS 0, 2, 4, 6
#define QUAD_HEADS 0, 4
#elif LANES == 16
#define BY_LANE 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15
#define BY_PAIR 0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15
#define LOW_QUADS 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23
#define HIGH_QUADS 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31
#define PAIR_HEADS 0, 2, 4, 6, 8, 10, 12, 14
#define QUAD_HEADS 0, 4, 8, 12
INLINE Floats zipLowHalves(Floats a, Floats b) {
  return __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
}
INLINE Floats zipHighHalves(Floats a, Floats b) {
  return __builtin_shufflevector(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
}
#endif
INLINE Floats byLane(Floats a) { return __builtin_shufflevector(a, a, BY_LANE); }
INLINE Floats byPair(Floats a) { return __builtin_shufflevector(a, a, BY_PAIR); }
INLINE Floats zipLowQuads(Floats a, Floats b) { return __builtin_shufflevector(a, b, LOW_QUADS); }
INLINE Floats zipHighQuads(Floats a, Floats b) { return __builtin_shufflevector(a, b, HIGH_QUADS); }

// Stores of lane 0 of each pair or quad, and of bit patterns below 65,536 in 16 bits.
#define DEFINE_STORE(name, type, value)                                                                              \
  INLINE void name(Floats a, void *address) {                                                                        \
    type result = value;                                                                                             \
    memcpy(address, &result, sizeof result);                                                                         \
  }
typedef VECTOR(float, LANES / 2) PairHeads;
typedef VECTOR(float, LANES / 4) QuadHeads;
typedef VECTOR(uint16_t, LANES) Narrowed;
typedef VECTOR(uint16_t, LANES / 2) NarrowedPairHeads;
typedef VECTOR(uint16_t, LANES / 4) NarrowedQuadHeads;
DEFINE_STORE(storePairHeads, PairHeads, __builtin_shufflevector(a, a, PAIR_HEADS))
DEFINE_STORE(storeQuadHeads, QuadHeads, __builtin_shufflevector(a, a, QUAD_HEADS))
DEFINE_STORE(storeNarrowed, Narrowed, __builtin_convertvector((UInts)a, Narrowed))
DEFINE_STORE(
    storeNarrowedPairHeads, NarrowedPairHeads,
    __builtin_convertvector(__builtin_shufflevector((UInts)a, (UInts)a, PAIR_HEADS), NarrowedPairHeads))
DEFINE_STORE(
    storeNarrowedQuadHeads, NarrowedQuadHeads,
    __builtin_convertvector(__builtin_shufflevector((UInts)a, (UInts)a, QUAD_HEADS), NarrowedQuadHeads))

// A bit for each of the `kept` largest of `length` scores, at most 32; of equal ones the lower index wins. Scores may
// be read up to whole vectors. A lane counts its rank up from -kept: negative for who is kept.
#define COUNT_RANK(index, base)                                                                                      \
  {                                                                                                                  \
    int32_t other;                                                                                                   \
    memcpy(&other, scores + index, sizeof other);                                                                    \
    ranks -= (own + (lanes > index - base)) < other;                                                                 \
  }
#define DEFINE_LARGEST_BITS(count)                                                                                   \
  INLINE uint32_t largestBits##count(const float *scores, int32_t length, int32_t kept) {                            \
    typedef VECTOR(int32_t, count) Lanes;                                                                            \
    typedef VECTOR(bool, count) Signs;                                                                               \
    Lanes lanes;                                                                                                     \
    for (int32_t lane = 0; lane < count; lane++) lanes[lane] = lane;                                                 \
    uint32_t bits = 0;                                                                                               \
    for (int32_t base = 0; base < length; base += count) {                                                           \
      Lanes own, ranks = -kept;                                                                                      \
      memcpy(&own, scores + base, sizeof own);                                                                       \
      if (length == count) { /* where the compiler knows all indices, what breaks ties is constants */               \
        _Pragma("clang loop unroll(full)") for (int32_t index = 0; index < count; index++) COUNT_RANK(index, 0)      \
      } else {                                                                                                       \
        for (int32_t index = 0; index < length; index++) COUNT_RANK(index, base)                                     \
      }                                                                                                              \
      Signs signs = __builtin_convertvector(ranks < 0, Signs);                                                       \
      uint16_t part = 0;                                                                                             \
      memcpy(&part, &signs, count > 8 ? 2 : 1);                                                                      \
      bits |= (part & ((1u << count) - 1)) << base;                                                                  \
    }                                                                                                                \
    return length == 32 ? bits : bits & ((1u << length) - 1);                                                        \
  }
DEFINE_LARGEST_BITS(4)
DEFINE_LARGEST_BITS(8)
DEFINE_LARGEST_BITS(16)

// By the narrowest vectors that hold the group: a load that lies inside one earlier store does not wait for it.
INLINE uint32_t largestBits(const float *scores, int32_t length, int32_t kept) {
  if (length <= 4) return largestBits4(scores, length, kept);
  if (length <= 8) return largestBits8(scores, length, kept);
  return largestBits16(scores, length, kept);
}

#ifdef __AVX512BF16__
// Factors of products that are rounded to bf16, two in each lane of 32 bits.
typedef VECTOR(__bf16, 32) Factors;
typedef VECTOR(uint16_t, 32) Halves;
typedef VECTOR(uint16_t, 16) HalfOfHalves;

// sum + a[0] * b[0] + a[1] * b[1] in each lane.
INLINE Floats addingPairs(Floats sum, Floats a, Floats b) {
  return __builtin_ia32_dpbf16ps_512(sum, (Factors)a, (Factors)b);
}
// 32 floats rounded to the nearest, in the order of memory: first those of a.
INLINE Floats rounded(Floats a, Floats b) { return (Floats)__builtin_ia32_cvtne2ps2bf16_512(b, a); }

#define FOUR(f, i) f(i), f(i + 1), f(i + 2), f(i + 3)
#define SIXTEEN(f, i) FOUR(f, i), FOUR(f, i + 4), FOUR(f, i + 8), FOUR(f, i + 12)
#define SHUFFLE_FACTORS(name, f)                                                                                     \
  INLINE Floats name(Floats a) {                                                                                     \
    return (Floats)__builtin_shufflevector((Halves)a, (Halves)a, SIXTEEN(f, 0), SIXTEEN(f, 16));                     \
  }
// Where each factor comes from. Of runs of `share`, two become pairs; the two halves are zipped; runs of four of the lower
// and the upper half alternate, so that zipping 8 of two vectors each makes 16 consecutive ones.
#define FROM_RUNS(share, i) ((i) / (2 * share) * (2 * share) + (i) % 2 * share + (i) % (2 * share) / 2)
#define FROM_TWO(i) FROM_RUNS(2, i)
#define FROM_FOUR(i) FROM_RUNS(4, i)
#define FROM_EIGHT(i) FROM_RUNS(8, i)
#define FROM_HALVES(i) FROM_RUNS(16, i)
#define FROM_FOURS(i) ((i) / 8 * 4 + (i) / 4 % 2 * 16 + (i) % 4)
SHUFFLE_FACTORS(pairRunsOf2, FROM_TWO)
SHUFFLE_FACTORS(pairRunsOf4, FROM_FOUR)
SHUFFLE_FACTORS(pairRunsOf8, FROM_EIGHT)
SHUFFLE_FACTORS(pairHalves, FROM_HALVES)
SHUFFLE_FACTORS(alternatingFours, FROM_FOURS)

// The floats of a and b, rounded, lane by lane side by side.
INLINE Floats zippedFactors(Floats a, Floats b) { return pairHalves(rounded(a, b)); }

// Of each run of 8 factors of a and b the lower (upper) four, side by side.
#define LOW(i) ((i) / 8 * 8 + (i) % 8 / 2 + (i) % 2 * 32)
#define HIGH(i) (LOW(i) + 4)
INLINE Floats zipLowFactors(Floats a, Floats b) {
  return (Floats)__builtin_shufflevector((Halves)a, (Halves)b, SIXTEEN(LOW, 0), SIXTEEN(LOW, 16));
}
INLINE Floats zipHighFactors(Floats a, Floats b) {
  return (Floats)__builtin_shufflevector((Halves)a, (Halves)b, SIXTEEN(HIGH, 0), SIXTEEN(HIGH, 16));
}
// The 16 factors at each address, side by side.
INLINE Floats zippedHalves(const void *a, const void *b) {
  HalfOfHalves first, second;
  memcpy(&first, a, sizeof first);
  memcpy(&second, b, sizeof second);
  return (Floats)(__builtin_convertvector(first, UInts) | __builtin_convertvector(second, UInts) << 16);
}
#endif
