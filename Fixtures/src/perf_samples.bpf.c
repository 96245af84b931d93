/* perf_samples: counts the samples of perf events, all of them and those of one process. */
#include "bpf.h"

const volatile u32 target_tgid = 0;

u64 samples;
u64 own_samples;
u64 last_cookie;

SEC("perf_event")
int on_sample(void *ctx)
{
	__atomic_fetch_add(&samples, 1, __ATOMIC_RELAXED);
	if (bpf_get_current_pid_tgid() >> 32 == target_tgid)
		__atomic_fetch_add(&own_samples, 1, __ATOMIC_RELAXED);
	return 0;
}

SEC("?perf_event")
int with_cookie(void *ctx)
{
	__atomic_fetch_add(&samples, 1, __ATOMIC_RELAXED);
	last_cookie = bpf_get_attach_cookie(ctx);
	return 0;
}

LICENSE("GPL");
