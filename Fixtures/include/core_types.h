/* The types as the core_* programs know them. targets/target_a.c has the same ones
 * as another kernel might: moved, widened, renamed, gone. targets/target_b.c has
 * exactly these.
 *
 * CORE is preserve_access_index for the programs and nothing for target_b.
 */
#pragma once

#include "types.h"

struct core_moved {
	int a;
	int b;
	u64 c;
} CORE;

struct core_inner {
	int x;
	int y;
} CORE;

struct core_nested {
	int before;
	struct core_inner in;
	struct {
		struct core_inner unnamed_in;
	} named;
	struct core_nested *next;
} CORE;

struct core_anonymous {
	int before;
	union {
		u32 whole;
		struct {
			u16 low;
			u16 high;
		};
	};
	int after;
} CORE;

struct core_arrays {
	int numbers[4];
	struct core_inner items[3];
	int matrix[2][3];
	char name[8];
} CORE;

struct core_flexible {
	u32 count;
	struct core_inner items[];
} CORE;

union core_union {
	u32 word;
	u8 bytes[4];
	struct core_inner pair;
} CORE;

struct core_bits {
	u32 a : 3;
	u32 b : 7;
	u32 c : 22;
	int s : 5;
	int t : 11;
	u64 wide : 40;
	u8 flag : 1;
	u16 to_plain : 9;
	u16 plain;
} CORE;

/* Unsigned integers and pointers may change their size under a load or store. */
struct core_sizes {
	u8 one;
	u16 two;
	u32 four;
	u64 eight;
	void *pointer;
	bool truth;
	u32 array[2];
} CORE;

/* Signed ones may not: the access is poisoned. */
struct core_signed {
	int grows;
	s64 shrinks;
	int stays;
} CORE;

struct core_optional {
	int present;
	int missing;
	struct core_inner missing_struct;
} CORE;

/* Members whose types are of another kind in the target. */
struct core_kinds {
	int to_pointer;
	void *to_int;
	struct core_inner to_union;
	enum core_small { CORE_ONE = 1, CORE_MOVED = 2, CORE_NEGATIVE = -3, CORE_GONE = 4 } to_enum64;
	float to_double;
} CORE;

struct core_gone {
	int x;
} CORE;

union core_gone_union {
	int x;
} CORE;

/* Not __core: enums take no attribute. */
enum core_unsigned { CORE_UNSIGNED_MAX = 0xffffffff, CORE_UNSIGNED_BIG = 0x80000000 };
enum core_large { CORE_LARGE = 0x123456789, CORE_LARGE_GONE = 0x200000000 };
enum core_signed_large { CORE_LARGE_NEGATIVE = -0x123456789 };
enum core_widened { CORE_WIDENED = 7 };
enum core_narrowed { CORE_NARROWED = 0x100000000, CORE_NARROWED_SMALL = 9 };
enum core_gone_enum { CORE_GONE_VALUE = 1 };

typedef int core_int;
typedef struct core_inner core_inner_t;
typedef struct {
	int x;
	int y;
} CORE core_unnamed_t;
typedef int *core_pointer;
typedef int core_array[5];
typedef int (*core_function)(int, struct core_moved *);
typedef int core_gone_t;

/* For "matches": what the target may differ in, and what it may not. */
struct core_subset {
	int a;
	struct core_moved *behind_pointer;
} CORE;

struct core_not_subset {
	int a;
	int extra;
} CORE;

struct core_other_sign {
	int a;
} CORE;

struct core_longer_array {
	int a[2];
} CORE;
