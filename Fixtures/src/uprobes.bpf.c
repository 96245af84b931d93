/* uprobes: counts calls of the functions of libc by one process, by the names of sections alone. */
#include "bpf.h"

const volatile u32 target_tgid = 0;

u64 entries;
u64 returns;
u64 inside;
u64 many;
u64 many_returns;
u64 sessions;

#define COUNTS(NAME, COUNTER)                                                 \
	int NAME(void *ctx)                                                   \
	{                                                                     \
		if (bpf_get_current_pid_tgid() >> 32 == target_tgid)          \
			__atomic_fetch_add(&(COUNTER), 1, __ATOMIC_RELAXED);                  \
		return 0;                                                     \
	}

SEC("uprobe/libc.so.6:getppid")
COUNTS(on_entry, entries)

SEC("uretprobe/libc.so.6:getppid")
COUNTS(on_return, returns)

SEC("?uprobe.s/libc.so.6:getppid+0")
COUNTS(on_offset, inside)

SEC("?uprobe.multi/libc.so.6:getppid*")
COUNTS(on_many, many)

SEC("?uretprobe.multi/libc.so.6:getppid")
COUNTS(on_many_returns, many_returns)

SEC("?uprobe.session/libc.so.6:getppid")
COUNTS(on_session, sessions)

LICENSE("GPL");
