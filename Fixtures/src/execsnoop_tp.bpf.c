/* execsnoop_tp: process executions through the classic tracepoint
 * sched/sched_process_exec. Its record has no room for the file name itself but a
 * "data location": length << 16 | offset from the beginning of the record.
 */
#include "bpf.h"
#include "kernel.h"

struct exec_event {
	u32 pid;
	u32 ppid;
	u32 uid;
	char comm[16];
	char filename[256];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
	__records(struct exec_event);
} events SEC(".maps");

u64 dropped;

SEC("tracepoint/sched/sched_process_exec")
int exec(struct trace_event_raw_sched_process_exec *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct exec_event *event;
	u32 offset;

	event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event) {
		__atomic_fetch_add(&dropped, 1, __ATOMIC_RELAXED);
		return 0;
	}

	event->pid = bpf_get_current_pid_tgid() >> 32;
	event->ppid = core_read(core_read(task->real_parent)->tgid);
	event->uid = bpf_get_current_uid_gid();
	bpf_get_current_comm(event->comm, sizeof(event->comm));
	event->filename[0] = 0;
	offset = ctx->__data_loc_filename & 0xffff;
	bpf_probe_read_kernel_str(event->filename, sizeof(event->filename), (void *)ctx + offset);
	bpf_ringbuf_submit(event, 0);
	return 0;
}

LICENSE("GPL");
