/* trace_getpid: counts one process's calls of getpid() in two ways, through the
 * tracepoint of the system call and through the raw tracepoint of all system calls,
 * and reports each to a ring buffer. Set target_tgid before loading.
 */
#include "bpf.h"
#include "context.h"
#include "kernel.h"

/* The process to look at; 0 for all. */
const volatile u32 target_tgid = 0;
/* The number of getpid: 39 on x86-64, 172 on arm64. */
const volatile long getpid_number = 39;

enum source { FROM_TRACEPOINT = 1, FROM_RAW_TRACEPOINT = 2 };

struct getpid_event {
	u64 sequence; /* counts from 1 for each source */
	u32 tgid;
	u32 tid;
	enum source source;
	u32 zero;
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
	__records(struct getpid_event);
} events SEC(".maps");

u64 tracepoint_calls;
u64 raw_tracepoint_calls;
u64 dropped;

static __always_inline bool is_target(void)
{
	return !target_tgid || bpf_get_current_pid_tgid() >> 32 == target_tgid;
}

static __noinline void report(enum source source, u64 sequence)
{
	u64 pid_tgid = bpf_get_current_pid_tgid();
	struct getpid_event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event) {
		__atomic_fetch_add(&dropped, 1, __ATOMIC_RELAXED);
		return;
	}
	event->sequence = sequence;
	event->tgid = pid_tgid >> 32;
	event->tid = pid_tgid;
	event->source = source;
	event->zero = 0;
	bpf_ringbuf_submit(event, 0);
}

SEC("tracepoint/syscalls/sys_enter_getpid")
int on_tracepoint(struct trace_event_raw_sys_enter *ctx)
{
	if (is_target())
		report(FROM_TRACEPOINT, __sync_add_and_fetch(&tracepoint_calls, 1));
	return 0;
}

SEC("raw_tp/sys_enter")
int on_raw_tracepoint(struct bpf_raw_tracepoint_args *ctx)
{
	/* The arguments: the registers, and the number of the system call. */
	if ((long)ctx->args[1] == getpid_number && is_target())
		report(FROM_RAW_TRACEPOINT, __sync_add_and_fetch(&raw_tracepoint_calls, 1));
	return 0;
}

LICENSE("GPL");
