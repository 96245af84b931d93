/* ring_events: two ring buffers whose records have different types, with every shape
 * that a decoder of events by BTF has to show. `emit` (BPF_PROG_TEST_RUN, with struct
 * emit_args as the context) writes records whose values are all given below, so that
 * a test can compare each; `on_getpid` writes the same ones when a process calls
 * getpid(). Set target_tgid first to emit for one process only.
 *
 * Record n, counting from 0 for each buffer since loading:
 *   events_process  as in `process`
 *   events_packet   as in `packet`; the 4th, 8th... is longer by its payload
 */
#include "bpf.h"
#include "kernel.h"

enum state { STATE_RUNNING = 0, STATE_SLEEPING = 1, STATE_ZOMBIE = 32, STATE_UNKNOWN = -1 };
enum verdict { VERDICT_PASS = 1, VERDICT_HUGE = 0x100000000 };
typedef s16 priority_t;
typedef u8 address_t[16];

struct exit_status {
	s32 code;
	u32 signal;
};

struct process_event {
	u64 when; /* 1000 * n */
	s32 pid; /* n + 1 */
	s32 parent; /* -n */
	s64 delta; /* -1 - n */
	priority_t priority; /* -20 */
	s8 nice; /* -n */
	bool kernel; /* n is odd */
	enum state state; /* UNKNOWN, ZOMBIE, and 7, which has no name, in turn */
	char comm[16]; /* "process" */
	u32 running : 1; /* 1 */
	u32 level : 3; /* n & 7 */
	s32 signed_bits : 4; /* -3 */
	u32 : 8;
	u64 wide_bits : 40; /* 0xab12345678 */
	struct exit_status status; /* n, 9 */
	struct exit_status history[2]; /* {-1, 1}, {-2, 2} */
	u32 counts[3]; /* n, n + 1, n + 2 */
	const void *address; /* 0xffff888000001000 */
	struct process_event *next; /* null */
};

struct packet_event {
	enum verdict verdict; /* PASS, then HUGE in turn */
	union {
		u32 v4; /* 10.0.0.n */
		address_t v6;
	} source;
	struct {
		u16 from; /* 1024 + n */
		u16 to; /* 443 */
	}; /* members of an unnamed struct */
	union {
		u64 word; /* 0x0102030405060708 */
		u8 octets[8];
	}; /* members of an unnamed union */
	u8 grid[2][3]; /* 1 to 6 */
	char unterminated[4]; /* "full" */
	char empty[4]; /* "" */
	float ratio; /* 1.5 */
	double precise; /* -0.25 */
	u32 length; /* of the payload that follows: 0, or 5 */
	u32 zero; /* 0 */
	u8 payload[]; /* 0xa0, 0xa1, ... */
};

struct emit_args {
	u32 processes; /* in: how many records to write */
	u32 packets; /* in */
	u32 dropped; /* out */
	u32 zero;
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
	__records(struct process_event);
} events_process SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
	__records(struct packet_event);
} events_packet SEC(".maps");

const volatile u32 target_tgid = 0;

u64 process_count;
u64 packet_count;
u64 dropped;

static __noinline int process(void)
{
	u64 n = process_count;
	struct process_event *event = bpf_ringbuf_reserve(&events_process, sizeof(*event), 0);

	if (!event) {
		dropped++;
		return 1;
	}
	__builtin_memset(event, 0, sizeof(*event));
	event->when = 1000 * n;
	event->pid = n + 1;
	event->parent = -n;
	event->delta = -1 - n;
	event->priority = -20;
	event->nice = -n;
	event->kernel = n & 1;
	event->state = n % 3 == 0 ? STATE_UNKNOWN : n % 3 == 1 ? STATE_ZOMBIE : 7;
	__builtin_memcpy(event->comm, "process", 8);
	event->running = 1;
	event->level = n & 7;
	event->signed_bits = -3;
	event->wide_bits = 0xab12345678;
	event->status.code = n;
	event->status.signal = 9;
	event->history[0] = (struct exit_status){-1, 1};
	event->history[1] = (struct exit_status){-2, 2};
	event->counts[0] = n;
	event->counts[1] = n + 1;
	event->counts[2] = n + 2;
	event->address = (void *)0xffff888000001000;
	process_count++;
	bpf_ringbuf_submit(event, 0);
	return 0;
}

/* The record and its payload. */
static u64 composed[sizeof(struct packet_event) / 8 + 1];

static __noinline int packet(void)
{
	u64 n = packet_count;
	struct packet_event *event = (void *)composed;
	u64 length = n % 4 == 3 ? 5 : 0;

	hide(event);
	event->verdict = n & 1 ? VERDICT_HUGE : VERDICT_PASS;
	event->source.v6[0] = 10;
	event->source.v6[3] = n;
	event->from = 1024 + n;
	event->to = 443;
	event->word = 0x0102030405060708;
	for (u8 i = 0; i < 6; i++)
		event->grid[i / 3][i % 3] = i + 1;
	__builtin_memcpy(event->unterminated, "full", 4);
	/* A BPF program has no floating point, but may know its bits. */
	*(u32 *)&event->ratio = 0x3fc00000;
	*(u64 *)&event->precise = 0xbfd0000000000000;
	event->length = length;
	for (u8 i = 0; i < 5; i++)
		event->payload[i] = 0xa0 + i;
	if (bpf_ringbuf_output(&events_packet, event, sizeof(*event) + length, 0)) {
		dropped++;
		return 1;
	}
	packet_count++;
	return 0;
}

static long emit_process(u32 index, void *ctx)
{
	return process();
}

static long emit_packet(u32 index, void *ctx)
{
	return packet();
}

SEC("syscall")
int emit(struct emit_args *args)
{
	u64 before = dropped;

	bpf_loop(args->processes, emit_process, NULL, 0);
	bpf_loop(args->packets, emit_packet, NULL, 0);
	args->dropped = dropped - before;
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_getpid")
int on_getpid(struct trace_event_raw_sys_enter *ctx)
{
	if (target_tgid && bpf_get_current_pid_tgid() >> 32 != target_tgid)
		return 0;
	process();
	packet();
	return 0;
}

LICENSE("GPL");
