/* globals: global data of every kind of section: .data, .rodata, .bss, custom ones
 * and string constants; of every linkage: global, weak, hidden and static; of every
 * shape: integers of each size, bool, enums, arrays, structs, a resizable last array.
 */
#include "bpf.h"

enum mode { MODE_OFF, MODE_ON = 3, MODE_BROKEN = -1 };

struct limits {
	u32 low;
	u64 high;
	char name[6];
	enum mode mode;
};

/* .rodata: set before loading, constants for the verifier after. */
const volatile bool enabled = true;
const volatile u8 level = 7;
const volatile s32 offset = -5;
const volatile u64 mask = 0xfedcba9876543210;
const volatile enum mode mode = MODE_ON;
const volatile struct limits limits = {1, 1ULL << 40, "limit", MODE_BROKEN};
const volatile char label[8] = "swift";
static const volatile u32 private_limit = 12;

/* .data */
u8 byte = 0x12;
u16 half = 0x1234;
u32 word = 0x12345678;
u64 quad = 0x123456789abcdef0;
s16 negative = -2;
u32 table[4] = {10, 20, 30, 40};
struct limits current = {5, 6, "seven", MODE_ON};
static u32 private_state = 100;
__hidden u32 hidden_state = 200;
__weak u32 weak_state = 300;

/* .bss */
u64 calls;
u32 histogram[16];
static u64 private_calls;
__hidden u64 hidden_calls;

/* Sections of their own: one map each. The last variable of one of them is an array
 * that a loader may lengthen.
 */
u32 extra SEC(".data.extra") = 77;
const volatile u32 fixed SEC(".rodata.fixed") = 78;
u32 scratch[8] SEC(".bss.scratch");
u64 slots_used SEC(".data.slots") = 1;
u64 slots[2] SEC(".data.slots") = {1, 2};

/* Only static variables: such a section cannot be mapped into memory. */
static u32 only_static SEC(".data.static") = 79;

SEC("socket")
int globals(void *ctx)
{
	u32 sum;

	calls++;
	private_calls += 2;
	hidden_calls += 3;
	histogram[calls & 15]++;
	scratch[1] = word;
	/* The first call returns 20, each further one 5 more. */
	private_state++;
	hidden_state++;
	weak_state++;
	only_static++;
	extra += fixed;
	slots[1] += slots_used;
	current.high += limits.high;
	table[2] += half + byte + negative + label[0];
	quad ^= mask;

	/* Two strings that are equal only in their beginnings, in .rodata.str1.1. */
	sum = bpf_strncmp((const char *)current.name, sizeof(current.name), "seven") != 0;
	sum += bpf_strncmp((const char *)current.name, sizeof(current.name), "sever") != 0;

	if (enabled && mode == MODE_ON)
		sum += level + private_limit;
	if (private_state + hidden_state + weak_state + only_static != 100 + 200 + 300 + 79 + 4 * calls)
		sum += 1000;
	return sum + offset + private_calls + hidden_calls;
}

LICENSE("GPL");
