/* many: an object of the size of a real tool, for benchmarks of opening, relocating
 * and loading: 30 programs of nine types, eight maps, global data, shared functions
 * in .text and some 70 CO-RE relocations against the types of a running kernel.
 */
#include "bpf.h"
#include "context.h"
#include "kernel.h"

enum kind {
	EXEC, EXIT, FORK, SWITCH, WAKEUP, OPEN, CLOSE, CONNECT, KILL, RENAME, SAMPLE, PACKET, KINDS
};

struct event {
	u64 when;
	u64 duration;
	enum kind kind;
	u32 pid;
	u32 tid;
	u32 parent;
	u32 leader;
	u32 uid;
	u32 euid;
	u32 namespace;
	u32 flags;
	s32 priority;
	s32 result;
	s32 threads;
	u64 start_time;
	u64 arguments[3];
	char comm[16];
	char parent_comm[16];
};

struct totals {
	u64 count;
	u64 nanoseconds;
};

struct pair {
	u32 from;
	u32 to;
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
	__records(struct event);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__type(key, u32);
	__type(value, struct totals);
	__uint(max_entries, KINDS);
} totals SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, u32);
	__type(value, u64);
	__uint(max_entries, 4096);
} started SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__type(key, u32);
	__type(value, u64);
	__uint(max_entries, 4096);
} woken SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__type(key, struct pair);
	__type(value, u64);
	__uint(max_entries, 4096);
} switches SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, u32);
	__type(value, struct totals);
	__uint(max_entries, 1024);
} by_user SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, u32);
	__type(value, u64);
	__uint(max_entries, 512);
} system_calls SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__type(key, u32);
	__type(value, u64);
	__uint(max_entries, 4);
} packets SEC(".maps");

const volatile u32 target_tgid = 0;
const volatile u64 at_least_ns = 0;
const volatile bool with_parents = true;
const volatile char ignored_comm[16] = "swapper";

u64 dropped;
u64 ignored;
u64 latencies[32];
u32 last_kind = KINDS;

static __always_inline bool is_target(void)
{
	return !target_tgid || bpf_get_current_pid_tgid() >> 32 == target_tgid;
}

/* Adds to the totals of a kind. */
static __noinline int account(enum kind kind, u64 nanoseconds)
{
	u32 index = kind;
	struct totals *sum = bpf_map_lookup_elem(&totals, &index);

	if (!sum)
		return 0;
	sum->count++;
	sum->nanoseconds += nanoseconds;
	last_kind = kind;
	return 1;
}

static __noinline u32 log2(u64 value)
{
	u32 bits = 0;

	if (value >> 32) { value >>= 32; bits += 32; }
	if (value >> 16) { value >>= 16; bits += 16; }
	if (value >> 8) { value >>= 8; bits += 8; }
	if (value >> 4) { value >>= 4; bits += 4; }
	if (value >> 2) { value >>= 2; bits += 2; }
	return bits + (value >> 1);
}

static __noinline void measure(u64 nanoseconds)
{
	u32 slot = log2(nanoseconds);

	if (slot < 32)
		__atomic_fetch_add(&latencies[slot], 1, __ATOMIC_RELAXED);
}

/* Fills in what is known of a task: some twenty relocations. */
static __noinline int describe(struct event *event, struct task_struct *task)
{
	struct task_struct *parent, *leader;
	const struct cred *cred;

	if (!event)
		return -1;
	event->pid = core_read(task->tgid);
	event->tid = core_read(task->pid);
	event->flags = core_read(task->flags);
	event->priority = core_read(task->prio) - core_read(task->static_prio);
	event->start_time = core_read(task->start_time);
	event->threads = core_read(core_read(task->signal)->nr_threads);
	bpf_probe_read_kernel_str(event->comm, sizeof(event->comm), &task->comm);

	cred = core_read(task->cred);
	event->uid = core_read(cred->uid.val);
	event->euid = core_read(cred->euid.val);

	leader = core_read(task->group_leader);
	event->leader = core_read(leader->pid);

	event->parent = 0;
	event->parent_comm[0] = 0;
	if (with_parents) {
		parent = core_read(task->real_parent);
		event->parent = core_read(parent->tgid);
		bpf_probe_read_kernel_str(event->parent_comm, sizeof(event->parent_comm),
					  &parent->comm);
	}

	event->namespace = 0;
	if (core_field_exists(task->nsproxy)) {
		struct nsproxy *proxy = core_read(task->nsproxy);
		struct pid_namespace *pids = core_read(proxy->pid_ns_for_children);

		event->namespace = core_read(pids->ns.inum);
	}
	return 0;
}

static __always_inline int report(enum kind kind, struct task_struct *task, u64 duration, s32 result,
				  u64 a, u64 b, u64 c)
{
	struct event *event;

	account(kind, duration);
	if (duration < at_least_ns)
		return 0;
	event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event) {
		__atomic_fetch_add(&dropped, 1, __ATOMIC_RELAXED);
		return 0;
	}
	event->when = bpf_ktime_get_ns();
	event->duration = duration;
	event->kind = kind;
	event->result = result;
	event->arguments[0] = a;
	event->arguments[1] = b;
	event->arguments[2] = c;
	describe(event, task);
	bpf_ringbuf_submit(event, 0);
	return 0;
}

static __always_inline struct task_struct *current(void)
{
	return (void *)bpf_get_current_task();
}

static __always_inline void start(void)
{
	u32 tid = bpf_get_current_pid_tgid();
	u64 now = bpf_ktime_get_ns();

	bpf_map_update_elem(&started, &tid, &now, BPF_ANY);
}

static __always_inline u64 finish(void)
{
	u32 tid = bpf_get_current_pid_tgid();
	u64 *then = bpf_map_lookup_elem(&started, &tid);
	u64 took;

	if (!then)
		return 0;
	took = bpf_ktime_get_ns() - *then;
	bpf_map_delete_elem(&started, &tid);
	measure(took);
	return took;
}

/* Tracepoints: processes. */

SEC("tp/sched/sched_process_exec")
int tp_exec(struct trace_event_raw_sched_process_exec *ctx)
{
	return is_target() ? report(EXEC, current(), finish(), 0, ctx->pid, ctx->old_pid,
				    ctx->__data_loc_filename & 0xffff) : 0;
}

SEC("tp/sched/sched_process_exit")
int tp_exit(void *ctx)
{
	struct task_struct *task = current();
	u64 lived = bpf_ktime_get_ns() - core_read(task->start_time);

	return is_target() ? report(EXIT, task, lived, core_read(task->exit_code) >> 8, 0, 0, 0) : 0;
}

SEC("tp/sched/sched_process_fork")
int tp_fork(void *ctx)
{
	struct mm_struct *mm = core_read(current()->mm);

	if (!is_target())
		return 0;
	return report(FORK, current(), 0, 0, core_read(mm->start_stack), core_read(mm->arg_start),
		      core_read(mm->arg_end));
}

SEC("tp/sched/sched_switch")
int tp_switch(struct trace_event_raw_sched_switch *ctx)
{
	struct pair pair = {ctx->prev_pid, ctx->next_pid};
	u64 one = 1, *count = bpf_map_lookup_elem(&switches, &pair);

	if (count)
		++*count;
	else
		bpf_map_update_elem(&switches, &pair, &one, BPF_NOEXIST);
	return account(SWITCH, 0);
}

SEC("tp/sched/sched_wakeup")
int tp_wakeup(void *ctx)
{
	return account(WAKEUP, 0);
}

/* Tracepoints: system calls. */

SEC("tp/syscalls/sys_enter_openat")
int tp_enter_openat(struct trace_event_raw_sys_enter *ctx)
{
	if (is_target())
		start();
	return 0;
}

SEC("tp/syscalls/sys_exit_openat")
int tp_exit_openat(struct trace_event_raw_sys_exit *ctx)
{
	return is_target() ? report(OPEN, current(), finish(), ctx->ret, ctx->id, 0, 0) : 0;
}

SEC("tp/syscalls/sys_enter_close")
int tp_enter_close(struct trace_event_raw_sys_enter *ctx)
{
	return is_target() ? report(CLOSE, current(), 0, 0, ctx->args[0], 0, 0) : 0;
}

SEC("tp/syscalls/sys_enter_execve")
int tp_enter_execve(struct trace_event_raw_sys_enter *ctx)
{
	if (is_target())
		start();
	return 0;
}

SEC("tp/syscalls/sys_exit_execve")
int tp_exit_execve(struct trace_event_raw_sys_exit *ctx)
{
	if (ctx->ret < 0)
		finish();
	return 0;
}

SEC("tp/syscalls/sys_enter_connect")
int tp_enter_connect(struct trace_event_raw_sys_enter *ctx)
{
	if (is_target())
		start();
	return 0;
}

SEC("tp/syscalls/sys_exit_connect")
int tp_exit_connect(struct trace_event_raw_sys_exit *ctx)
{
	return is_target() ? report(CONNECT, current(), finish(), ctx->ret, 0, 0, 0) : 0;
}

SEC("tp/syscalls/sys_enter_kill")
int tp_enter_kill(struct trace_event_raw_sys_enter *ctx)
{
	return is_target() ? report(KILL, current(), 0, 0, ctx->args[0], ctx->args[1], 0) : 0;
}

/* Raw tracepoints: arguments are numbers. */

SEC("raw_tp/sched_wakeup")
int raw_wakeup(struct bpf_raw_tracepoint_args *ctx)
{
	struct task_struct *task = (void *)ctx->args[0];
	u32 tid = core_read(task->pid);
	u64 now = bpf_ktime_get_ns();

	bpf_map_update_elem(&woken, &tid, &now, BPF_ANY);
	return 0;
}

SEC("raw_tp/sched_switch")
int raw_switch(struct bpf_raw_tracepoint_args *ctx)
{
	struct task_struct *next = (void *)ctx->args[2];
	u32 tid = core_read(next->pid);
	u64 *then = bpf_map_lookup_elem(&woken, &tid);

	if (!then)
		return 0;
	measure(bpf_ktime_get_ns() - *then);
	bpf_map_delete_elem(&woken, &tid);
	return 0;
}

SEC("raw_tp/sched_process_fork")
int raw_fork(struct bpf_raw_tracepoint_args *ctx)
{
	return report(FORK, (void *)ctx->args[1], 0, 0, ctx->args[0], ctx->args[1], 0);
}

SEC("raw_tp/sched_process_exit")
int raw_exit(struct bpf_raw_tracepoint_args *ctx)
{
	struct task_struct *task = (void *)ctx->args[0];

	return report(EXIT, task, 0, core_read(task->exit_code), 0, 0, 0);
}

SEC("raw_tp/sched_process_exec")
int raw_exec(struct bpf_raw_tracepoint_args *ctx)
{
	struct linux_binprm *program = (void *)ctx->args[2];

	return report(EXEC, (void *)ctx->args[0], 0, 0, core_read(program->argc),
		      core_read(program->envc), (u64)core_read(program->interp));
}

SEC("raw_tp/task_rename")
int raw_rename(struct bpf_raw_tracepoint_args *ctx)
{
	return report(RENAME, (void *)ctx->args[0], 0, 0, ctx->args[1], 0, 0);
}

SEC("raw_tp/sys_enter")
int raw_sys_enter(struct bpf_raw_tracepoint_args *ctx)
{
	u32 number = ctx->args[1];
	u64 *count = bpf_map_lookup_elem(&system_calls, &number);

	if (count)
		__atomic_fetch_add(count, 1, __ATOMIC_RELAXED);
	return 0;
}

SEC("raw_tp/sys_exit")
int raw_sys_exit(struct bpf_raw_tracepoint_args *ctx)
{
	if ((long)ctx->args[1] < 0)
		__atomic_fetch_add(&ignored, 1, __ATOMIC_RELAXED);
	return 0;
}

/* BTF tracepoints: arguments have types, and kernel memory is read directly. */

SEC("tp_btf/sched_switch")
int btf_switch(u64 *ctx)
{
	struct task_struct *from = (void *)ctx[1], *to = (void *)ctx[2];
	struct pair pair = {from->pid, to->pid};
	u64 one = 1;

	if (from->tgid != to->tgid || from->mm != to->mm)
		bpf_map_update_elem(&switches, &pair, &one, BPF_NOEXIST);
	return 0;
}

SEC("tp_btf/sched_process_exit")
int btf_exit(u64 *ctx)
{
	struct task_struct *task = (void *)ctx[0];
	u32 uid = task->cred->uid.val;
	struct totals *sum = bpf_map_lookup_elem(&by_user, &uid);
	struct totals first = {1, bpf_ktime_get_ns() - task->start_time};

	if (sum) {
		sum->count++;
		sum->nanoseconds += first.nanoseconds;
	} else {
		bpf_map_update_elem(&by_user, &uid, &first, BPF_NOEXIST);
	}
	return 0;
}

SEC("tp_btf/task_newtask")
int btf_newtask(u64 *ctx)
{
	struct task_struct *task = (void *)ctx[0];

	if (task->real_parent->flags != task->group_leader->flags)
		return account(FORK, task->start_time - task->group_leader->start_time);
	return 0;
}

/* The rest: sampling, iteration, packets. */

SEC("perf_event")
int sample(void *ctx)
{
	return is_target() ? report(SAMPLE, current(), 0, 0, 0, 0, 0) : 0;
}

struct bpf_iter_meta {
	void *seq;
	u64 session_id;
	u64 seq_num;
} __core;

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
} __core;

SEC("iter/task")
int iterate(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (task) {
		u32 pids[3] = {task->pid, task->tgid, task->real_parent->tgid};

		bpf_seq_write(ctx->meta->seq, pids, sizeof(pids));
	}
	return 0;
}

static __always_inline void count_packet(u32 index, u32 length)
{
	u64 *bytes = bpf_map_lookup_elem(&packets, &index);

	if (bytes)
		*bytes += length;
}

SEC("xdp")
int xdp_count(struct xdp_md *ctx)
{
	count_packet(0, ctx->data_end - ctx->data);
	return XDP_PASS;
}

SEC("tcx/ingress")
int tc_in(struct __sk_buff *ctx)
{
	count_packet(1, ctx->len);
	return TC_ACT_UNSPEC;
}

SEC("tcx/egress")
int tc_out(struct __sk_buff *ctx)
{
	count_packet(2, ctx->len);
	return TC_ACT_UNSPEC;
}

SEC("cgroup_skb/egress")
int cgroup_out(struct __sk_buff *ctx)
{
	count_packet(3, ctx->len);
	account(PACKET, ctx->len);
	return 1;
}

LICENSE("GPL");
