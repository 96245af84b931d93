/* ladder: the same thing seen in several ways, of which a kernel can do only some. */
#include "bpf.h"
#include "context.h"
#include "kernel.h"

const volatile u32 target_tgid = 0;

u64 calls;
u64 executions;
u32 source;

static __always_inline int count(u32 from)
{
	if (bpf_get_current_pid_tgid() >> 32 != target_tgid)
		return 0;
	source = from;
	__atomic_fetch_add(&calls, 1, __ATOMIC_RELAXED);
	return 0;
}

/* No kernel has the function. */
SEC("fentry/no_such_function_anywhere")
int on_missing_function(void *ctx)
{
	return count(1);
}

/* No kernel has the tracepoint. */
SEC("tp/syscalls/sys_enter_no_such_call")
int on_missing_tracepoint(void *ctx)
{
	return count(2);
}

/* No verifier lets this through. */
SEC("raw_tp/sys_enter")
int on_refused(void *ctx)
{
	return count(3) + *(volatile int *)0x1234;
}

/* Everything is there. */
SEC("tp/syscalls/sys_enter_getppid")
int on_enter(void *ctx)
{
	return count(4);
}

SEC("tp/syscalls/sys_exit_getppid")
int on_exit(void *ctx)
{
	return 0;
}

/* The way of tools that watch executions: the best that this kernel can do. */
SEC("fentry/begin_new_exec")
int exec_function(void *ctx)
{
	__atomic_fetch_add(&executions, 1, __ATOMIC_RELAXED);
	return 0;
}

SEC("kprobe/begin_new_exec")
int exec_probe(void *ctx)
{
	__atomic_fetch_add(&executions, 1, __ATOMIC_RELAXED);
	return 0;
}

SEC("tp/sched/sched_process_exec")
int exec_tracepoint(void *ctx)
{
	__atomic_fetch_add(&executions, 1, __ATOMIC_RELAXED);
	return 0;
}

LICENSE("GPL");
