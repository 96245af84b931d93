/* context_tag: global functions whose parameters are tagged as the program's context, which
 * kernels before 6.8 know by the name of its type only.
 */
#include "bpf.h"

#define __arg_ctx __attribute__((btf_decl_tag("arg:ctx")))

HELPER(173, u64, bpf_get_func_ip, void *ctx);

char copied[16];

__noinline int where(void *ctx __arg_ctx, int scale)
{
	return bpf_get_func_ip(ctx) * scale;
}

__noinline int plain(int value)
{
	return value + 1;
}

SEC("?kprobe")
int calls(void *ctx)
{
	return where(ctx, 2) + plain(3);
}

SEC("?kprobe")
int calls_twice(void *ctx)
{
	return where(ctx, 3) + where(ctx, 4);
}

SEC("tracepoint/syscalls/sys_enter_getpid")
int reads(void *ctx)
{
	bpf_probe_read_kernel(copied, 8, ctx);
	return bpf_probe_read_kernel_str(copied, 8, ctx) + bpf_get_current_pid_tgid();
}

LICENSE("GPL");
