/* kprobes: counts the calls of getpgid() of one process, by probes of the kernel's functions. */
#include "bpf.h"
#include "context.h"
#include "kernel.h"

const volatile u32 target_tgid = 0;

u64 entries;
u64 returns;
u64 many;
u64 many_returns;
u64 sessions;
u64 calls;
u64 call_returns;
u64 last_cookie;

static __always_inline bool is_target(void)
{
	return bpf_get_current_pid_tgid() >> 32 == target_tgid;
}

#define COUNTS(NAME, COUNTER)                                 \
	int NAME(void *ctx)                                   \
	{                                                     \
		if (is_target())                              \
			__atomic_fetch_add(&(COUNTER), 1, __ATOMIC_RELAXED);  \
		return 0;                                     \
	}

SEC("kprobe/security_task_getpgid")
COUNTS(on_entry, entries)

SEC("kretprobe/security_task_getpgid")
COUNTS(on_return, returns)

SEC("ksyscall/getpgid")
COUNTS(on_call, calls)

SEC("kretsyscall/getpgid")
COUNTS(on_call_return, call_returns)

SEC("?kprobe.multi/security_task_getpg*")
COUNTS(on_many, many)

SEC("?kretprobe.multi/security_task_getpgid")
COUNTS(on_many_returns, many_returns)

SEC("?kprobe.session/security_task_getpg*")
COUNTS(on_session, sessions)

LICENSE("GPL");
