/* The types of core_types.h on another kernel. T() gives a type its name: the real
 * one in targets/target_a.c, another one in programs that lay out memory as that
 * kernel would and read it through the types of core_types.h.
 */
#pragma once

#include "types.h"

struct T(core_moved) {
	u64 c;
	u64 gap;
	int b;
	int a;
};

/* The order of the members changed. */
struct T(core_inner) {
	int y;
	int gap;
	int x;
};

/* A member inside an anonymous union inside an anonymous struct. */
struct T(core_nested) {
	u64 gap;
	struct {
		int gap2;
		union {
			u64 gap3;
			struct T(core_inner) in;
		};
	};
	struct {
		int gap4;
		struct T(core_inner) unnamed_in;
	} named;
	int before;
	struct T(core_nested) *next;
};

/* What was anonymous is no longer the same way anonymous. */
struct T(core_anonymous) {
	u64 gap;
	int after;
	struct {
		u16 high;
		u16 low;
	};
	u32 whole;
	union {
		int before;
		u64 gap2;
	};
};

struct T(core_arrays) {
	u8 gap[12];
	int numbers[8];
	struct T(core_inner) items[5];
	int matrix[4][6];
	char name[16];
};

struct T(core_flexible) {
	u64 gap;
	u32 count;
	struct T(core_inner) items[];
};

union T(core_union) {
	u64 gap;
	struct T(core_inner) pair;
	u32 word;
	u8 bytes[8];
};

struct T(core_bits) {
	u16 gap;
	u16 plain;
	u64 gap2 : 5;
	u64 wide : 50;
	u8 flag : 2;
	int t : 6;
	int s : 9;
	u32 c : 1;
	u32 b : 30;
	u32 a : 5;
	u32 to_plain;
};

struct T(core_sizes) {
	u64 gap;
	u64 four;
	u32 eight;
	u32 one;
	u8 two;
	u32 truth;
	void *pointer;
	u64 array[2];
};

struct T(core_signed) {
	s64 grows;
	int shrinks;
	u32 gap;
	int stays;
};

struct T(core_optional) {
	int gap;
	int present;
};

struct T(core_kinds) {
	void *to_pointer;
	u64 to_int;
	union {
		int x, y;
	} to_union;
	enum T(core_small) { E(CORE_GAP) = 1ULL << 32, E(CORE_NEGATIVE) = -4, E(CORE_MOVED) = 20,
			     E(CORE_ONE) = 1 } to_enum64;
	double to_double;
};

enum T(core_unsigned) { E(CORE_UNSIGNED_BIG) = 0x80000001, E(CORE_UNSIGNED_MAX) = 0xfffffffe };
enum T(core_large) { E(CORE_LARGE) = 0x987654321 };
enum T(core_signed_large) { E(CORE_LARGE_NEGATIVE) = -0x987654321 };
enum T(core_widened) { E(CORE_WIDENED) = 0x700000007 };
enum T(core_narrowed) { E(CORE_NARROWED_SMALL) = 10, E(CORE_NARROWED) = 11 };

typedef long T(core_int);
typedef struct T(core_inner) T(core_inner_t);
typedef struct {
	u64 gap;
	int y;
	int x;
} T(core_unnamed_t);
typedef int *T(core_pointer);
typedef int T(core_array)[7];
typedef int (*T(core_function))(int, struct T(core_moved) *);

struct T(core_subset) {
	u64 more;
	struct T(core_moved) *behind_pointer;
	int a;
};

struct T(core_not_subset) {
	int a;
};

struct T(core_other_sign) {
	unsigned int a;
};

struct T(core_longer_array) {
	int a[3];
};
