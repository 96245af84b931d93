/* perf_samples: counts the samples of perf events, all of them and those of one process. */
#include "bpf.h"

const volatile u32 target_tgid = 0;

u64 samples;
u64 own_samples;
u64 last_cookie;
u64 cpus;

SEC("perf_event")
int on_sample(void *ctx)
{
	__sync_fetch_and_add(&samples, 1);
	__sync_fetch_and_or(&cpus, 1ULL << (bpf_get_smp_processor_id() & 63));
	if (bpf_get_current_pid_tgid() >> 32 == target_tgid)
		__sync_fetch_and_add(&own_samples, 1);
	return 0;
}

SEC("?perf_event")
int with_cookie(void *ctx)
{
	__sync_fetch_and_add(&samples, 1);
	last_cookie = bpf_get_attach_cookie(ctx);
	return 0;
}

LICENSE("GPL");
