/* no_license: an object without a licence: its program loads, but may not call helpers
 * that are for GPL-compatible programs only.
 */
#include "bpf.h"

SEC("socket")
int free_helpers(void *ctx)
{
	return bpf_get_smp_processor_id() >= 0;
}

SEC("?tracepoint/sched/sched_process_exit")
int restricted_helper(void *ctx)
{
	u64 word = 0;

	return bpf_probe_read_kernel(&word, sizeof(word), ctx);
}
