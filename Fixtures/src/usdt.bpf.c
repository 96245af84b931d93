/* usdt: keeps the arguments of the probes of probe_target, of which some need an index register. */
#include "usdt_programs.h"

/* By the name of a section alone, relative to the folder that the tests run in. */
SEC("?usdt/./probe_target.so:target:bare")
int on_named(void *ctx)
{
	if (!is_target()) return 0;
	__atomic_fetch_add(&bare_hits, 1, __ATOMIC_RELAXED);
	return 0;
}

SEC("?usdt.s/./probe_target.so:target:bare")
int on_named_sleepable(void *ctx)
{
	if (!is_target()) return 0;
	__atomic_fetch_add(&bare_hits, 1, __ATOMIC_RELAXED);
	return 0;
}
