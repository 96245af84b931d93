/* perf_events: reports through a perf event array, the buffer of kernels before 5.8:
 * one ring a CPU, no max_entries. Run with BPF_PROG_TEST_RUN (any packet of 14 bytes).
 */
#include "bpf.h"

struct perf_sample {
	u64 sequence;
	u32 cpu;
	char text[12];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(u32));
	__uint(value_size, sizeof(u32));
} samples SEC(".maps");

u64 sequence;
u64 lost;

/* Nothing else names the type of the samples. */
struct perf_sample perf_sample_anchor __unused;

SEC("tc")
int report(void *ctx)
{
	struct perf_sample sample = {
		.sequence = __sync_fetch_and_add(&sequence, 1),
		.cpu = bpf_get_smp_processor_id(),
		.text = "perf sample",
	};

	if (bpf_perf_event_output(ctx, &samples, BPF_F_CURRENT_CPU, &sample, sizeof(sample)))
		__sync_fetch_and_add(&lost, 1);
	return 0;
}

LICENSE("GPL");
