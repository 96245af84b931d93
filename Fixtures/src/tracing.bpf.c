/* tracing: programs on functions of the kernel, of a module and of another program (replaceable),
 * and on LSM hooks; all look at what one thread does. */
#include "bpf.h"
#include "context.h"
#include "kernel.h"

const volatile u32 target_tid = 0;
/* The number of getpgid: 121 on x86-64, 155 on arm64. */
const volatile long getpgid_number = 121;
/* What the programs that decide return for the thread. */
const volatile int verdict_value = 0;

u64 entries;
u64 exits;
u64 last_result;
u64 modified;
u64 sessions;
u64 hooks;
u64 opens;
u64 calls;
u64 many;
u64 many_exits;
u64 many_sessions;
u64 sleepable;
u64 module_calls;
u64 program_calls;
u64 program_result;
u64 last_cookie;
u64 test_runs;

static __always_inline bool is_target(void)
{
	return (u32)bpf_get_current_pid_tgid() == target_tid;
}

static __always_inline void count(u64 *counter)
{
	if (is_target())
		__atomic_fetch_add(counter, 1, __ATOMIC_RELAXED);
}

SEC("fentry/security_task_getpgid")
int on_entry(u64 *ctx)
{
	count(&entries);
	return 0;
}

SEC("fexit/security_task_getpgid")
int on_exit(u64 *ctx)
{
	if (is_target())
		last_result = ctx[1];
	count(&exits);
	return 0;
}

SEC("fmod_ret/security_task_getpgid")
int on_result(u64 *ctx)
{
	count(&modified);
	return is_target() ? verdict_value : 0;
}

/* What it attaches to is set before the load. */
SEC("?fentry")
int on_anything(u64 *ctx)
{
	count(&entries);
	return 0;
}

SEC("?fsession/security_task_getpgid")
int on_session(u64 *ctx)
{
	count(&sessions);
	return 0;
}

SEC("?fentry/security_task_getpgid")
int with_cookie(u64 *ctx)
{
	if (is_target())
		last_cookie = bpf_get_attach_cookie(ctx);
	return 0;
}

SEC("?fentry.s/__x64_sys_getpgid")
int may_sleep(u64 *ctx)
{
	count(&sleepable);
	return 0;
}

SEC("tp_btf/sys_enter")
int on_call(u64 *ctx)
{
	if ((long)ctx[1] == getpgid_number)
		count(&calls);
	return 0;
}

SEC("?tp_btf/sys_enter")
int on_call_with_cookie(u64 *ctx)
{
	if ((long)ctx[1] == getpgid_number && is_target())
		last_cookie = bpf_get_attach_cookie(ctx);
	return 0;
}

SEC("?tp_btf.s/sys_enter")
int on_call_may_sleep(u64 *ctx)
{
	if ((long)ctx[1] == getpgid_number)
		count(&sleepable);
	return 0;
}

SEC("?raw_tp.s/sys_enter")
int on_raw_call_may_sleep(struct bpf_raw_tracepoint_args *ctx)
{
	if ((long)ctx->args[1] == getpgid_number)
		count(&sleepable);
	return 0;
}

SEC("?tp.s/syscalls/sys_enter_getpgid")
int on_tracepoint_may_sleep(void *ctx)
{
	count(&sleepable);
	return 0;
}

/* The tracepoint at the end of a test run lets programs change its result. */
SEC("?raw_tp.w/bpf_test_finish")
int on_test_run(struct bpf_raw_tracepoint_args *ctx)
{
	if (is_target()) {
		__atomic_fetch_add(&test_runs, 1, __ATOMIC_RELAXED);
		*(int *)ctx->args[0] = verdict_value;
	}
	return 0;
}

SEC("?lsm/task_getpgid")
int on_hook(u64 *ctx)
{
	count(&hooks);
	return is_target() ? verdict_value : 0;
}

SEC("?lsm.s/file_open")
int on_open(u64 *ctx)
{
	count(&opens);
	return is_target() ? verdict_value : 0;
}

SEC("?fentry.multi/security_task_getpg*")
int on_many(u64 *ctx)
{
	count(&many);
	return 0;
}

SEC("?fexit.multi/security_task_getpgid")
int on_many_exits(u64 *ctx)
{
	count(&many_exits);
	return 0;
}

SEC("?fsession.multi/security_task_getpg*")
int on_many_sessions(u64 *ctx)
{
	count(&many_sessions);
	return 0;
}

SEC("?fentry/veth:veth_setup")
int on_module(u64 *ctx)
{
	__atomic_fetch_add(&module_calls, 1, __ATOMIC_RELAXED);
	return 0;
}

/* On the entry function of a program, and on one of its functions. */
SEC("?fentry/whole")
int on_program(u64 *ctx)
{
	__atomic_fetch_add(&program_calls, 1, __ATOMIC_RELAXED);
	return 0;
}

SEC("?fexit/verdict")
int on_function(u64 *ctx)
{
	__atomic_fetch_add(&program_calls, 1, __ATOMIC_RELAXED);
	program_result = ctx[1];
	return 0;
}

SEC("?freplace/verdict")
int replacement(struct xdp_md *ctx)
{
	/* XDP_TX */
	return 3;
}

LICENSE("GPL");
