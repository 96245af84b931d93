/* cpuv4: the instructions of -mcpu=v4 (kernel 6.6): sign-extending loads and moves,
 * byte swaps, signed division, and stores of an immediate; also with
 * CO-RE, where a load's or store's width may change but not its sign extension.
 *
 * fixture-flags: -mcpu=v4
 */
#include "bpf.h"
#include "core.h"

u8 memory[64];

s8 byte = -1;
s16 half = -2;
s32 word = -3;
s64 quad = -84;

SEC("socket")
int arithmetic(void *ctx)
{
	s64 sum = byte + half + word; /* -6 */

	hide(sum);
	sum = quad / sum; /* 14 */
	sum += quad % -5; /* 10 */
	sum += __builtin_bswap16(half + 2 + 0x100); /* 11 */
	return sum + (s8)quad; /* -73 */
}

struct core_signed {
	int grows;
	s64 shrinks;
	int stays;
} __core;

struct core_sizes {
	u32 four;
	u64 eight;
} __core;

SEC("?socket")
int relocated(void *ctx)
{
	struct core_signed *p = (void *)memory;
	struct core_sizes *q = (void *)memory;

	hide(p);
	hide(q);
	q->four = 5;
	q->eight = 6;
	return p->stays < (s64)bpf_get_prandom_u32();
}

LICENSE("GPL");
