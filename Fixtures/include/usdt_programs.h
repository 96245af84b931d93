/* What usdt and usdt_small do with the probes of src/user/probe_target.c: keep the arguments. */
#pragma once

#include "usdt.h"

const volatile u32 target_tgid = 0;

u64 kinds[10];
u64 kinds_count;
u64 kinds_cookie;
u64 kinds_hits;
u64 indexed[3];
u64 indexed_hits;
u64 guarded[2];
u64 guarded_hits;
u64 bare_hits;
u64 bare_count;
u64 errors;

static __always_inline bool is_target(void)
{
	return !target_tgid || bpf_get_current_pid_tgid() >> 32 == target_tgid;
}

#define KEEP(NUMBER, PLACE)                                                       \
	do {                                                                      \
		u64 value;                                                        \
		if (usdt_argument(ctx, NUMBER, &value))                           \
			__atomic_fetch_add(&errors, 1, __ATOMIC_RELAXED);                         \
		else                                                              \
			(PLACE) = value;                                          \
	} while (0)

SEC("usdt")
int on_kinds(void *ctx)
{
	if (!is_target()) return 0;
	KEEP(0, kinds[0]);
	KEEP(1, kinds[1]);
	KEEP(2, kinds[2]);
	KEEP(3, kinds[3]);
	KEEP(4, kinds[4]);
	KEEP(5, kinds[5]);
	KEEP(6, kinds[6]);
	KEEP(7, kinds[7]);
	KEEP(8, kinds[8]);
	KEEP(9, kinds[9]);
	kinds_count = usdt_count(ctx);
	kinds_cookie = usdt_cookie(ctx);
	__atomic_fetch_add(&kinds_hits, 1, __ATOMIC_RELAXED);
	return 0;
}

SEC("usdt")
int on_guarded(void *ctx)
{
	if (!is_target()) return 0;
	u64 value;
	if (usdt_argument(ctx, 0, &value))
		__atomic_fetch_add(&errors, 1, __ATOMIC_RELAXED);
	else if (value == 11)
		__atomic_fetch_add(&guarded[0], 1, __ATOMIC_RELAXED);
	else if (value == 12)
		__atomic_fetch_add(&guarded[1], 1, __ATOMIC_RELAXED);
	__atomic_fetch_add(&guarded_hits, 1, __ATOMIC_RELAXED);
	return 0;
}

SEC("usdt")
int on_bare(void *ctx)
{
	if (!is_target()) return 0;
	bare_count = usdt_count(ctx);
	__atomic_fetch_add(&bare_hits, 1, __ATOMIC_RELAXED);
	return 0;
}

SEC("?usdt.s")
int on_bare_sleepable(void *ctx)
{
	if (!is_target()) return 0;
	bare_count = usdt_count(ctx);
	__atomic_fetch_add(&bare_hits, 1, __ATOMIC_RELAXED);
	return 0;
}

#ifndef USDT_WITHOUT_INDEX
SEC("usdt")
int on_indexed(void *ctx)
{
	if (!is_target()) return 0;
	KEEP(0, indexed[0]);
	KEEP(1, indexed[1]);
	KEEP(2, indexed[2]);
	__atomic_fetch_add(&indexed_hits, 1, __ATOMIC_RELAXED);
	return 0;
}
#endif

LICENSE("GPL");
