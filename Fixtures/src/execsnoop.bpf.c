/* execsnoop: reports every process execution. It is the program that `bpf run`
 * runs when no object is given.
 *
 * Attached to the raw tracepoint sched_process_exec, which fires once the new
 * program's image, credentials and command name are in place. A raw tracepoint
 * needs no tracefs. Kernel 5.8 (ring buffer).
 */
#include "bpf.h"
#include "context.h"
#include "kernel.h"

struct exec_event {
	u32 pid;
	u32 ppid; /* the parent process, not its thread */
	u32 uid;
	char comm[16];
	char filename[256]; /* as given to execve; cut to fit, always terminated */
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
	__records(struct exec_event);
} events SEC(".maps");

/* Executions that were not reported, because the ring buffer was full. */
u64 dropped;

SEC("raw_tp/sched_process_exec")
int exec(struct bpf_raw_tracepoint_args *ctx)
{
	/* The arguments: the task, its pid before, and how it was executed. */
	struct linux_binprm *program = (void *)ctx->args[2];
	struct task_struct *task = (void *)bpf_get_current_task();
	struct exec_event *event;

	event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event) {
		__atomic_fetch_add(&dropped, 1, __ATOMIC_RELAXED);
		return 0;
	}

	event->pid = bpf_get_current_pid_tgid() >> 32;
	event->ppid = core_read(core_read(task->real_parent)->tgid);
	event->uid = bpf_get_current_uid_gid();
	bpf_get_current_comm(event->comm, sizeof(event->comm));
	/* A record holds what was in the ring before: a failed read must not show it. */
	event->filename[0] = 0;
	bpf_probe_read_kernel_str(event->filename, sizeof(event->filename),
				  core_read(program->filename));
	bpf_ringbuf_submit(event, 0);
	return 0;
}

LICENSE("GPL");
