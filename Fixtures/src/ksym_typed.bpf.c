/* ksym_typed: a kernel variable by its BTF, per CPU. */
#include "bpf.h"

extern const int bpf_prog_active __ksym;

HELPER(153, void *, bpf_per_cpu_ptr, const void *variable, u32 cpu);

SEC("raw_tp/sys_enter")
int typed(void *ctx)
{
	const int *active = bpf_per_cpu_ptr(&bpf_prog_active, 0);

	return active ? *active : -1;
}

LICENSE("GPL");
