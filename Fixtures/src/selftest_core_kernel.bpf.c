/* selftest_core_kernel: CO-RE against the running kernel: what helpers say about the
 * current task must be what its task_struct says. Each program returns 0, or the line
 * that failed. Kernel 5.14 (syscall programs).
 */
#include "bpf.h"
#include "kernel.h"
#include "test.h"

SEC("syscall")
int ids(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	u64 pid_tgid = bpf_get_current_pid_tgid();

	CHECK(core_read(task->pid) == (u32)pid_tgid);
	CHECK(core_read(task->tgid) == pid_tgid >> 32);
	CHECK(core_read(core_read(task->group_leader)->pid) == pid_tgid >> 32);
	CHECK(core_read(core_read(task->real_parent)->tgid) != 0);
	CHECK(core_read(core_read(task->cred)->uid.val) == (u32)bpf_get_current_uid_gid());
	CHECK(core_read(core_read(task->signal)->nr_threads) > 0);
	return 0;
}

SEC("syscall")
int names(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	char by_helper[16] = {}, by_field[16] = {};

	CHECK(core_field_size(task->comm) == 16);
	CHECK(bpf_get_current_comm(by_helper, sizeof(by_helper)) == 0);
	CHECK(bpf_probe_read_kernel_str(by_field, sizeof(by_field), &task->comm) > 0);
	for (int i = 0; i < 16; i++) {
		CHECK(by_helper[i] == by_field[i]);
		if (!by_helper[i])
			break;
	}
	return 0;
}

/* Without a helper: pointers that have a BTF type. */
SEC("syscall")
int direct(void *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	u64 pid_tgid = bpf_get_current_pid_tgid();

	CHECK(task->pid == (u32)pid_tgid);
	CHECK(task->tgid == pid_tgid >> 32);
	CHECK(task->group_leader->pid == pid_tgid >> 32);
	CHECK(task->start_time > 0 && task->start_time < bpf_ktime_get_ns());
	CHECK(task->mm);
	CHECK(task->mm->arg_start <= task->mm->arg_end);
	return 0;
}

/* Fields that this kernel has under one name of two, or not at all. */
struct task_struct___before_5_14 {
	long state;
} __core;

struct task_struct___since_5_14 {
	unsigned int __state;
} __core;

struct task_struct___never {
	int no_such_field;
} __core;

struct no_such_struct {
	int x;
} __core;

SEC("syscall")
int flavours(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct task_struct___before_5_14 *before = (void *)task;
	struct task_struct___since_5_14 *since = (void *)task;

	CHECK(core_field_exists(before->state) != core_field_exists(since->__state));
	/* The current task is running: state 0. */
	if (core_field_exists(since->__state))
		CHECK(core_read(since->__state) == 0);
	else
		CHECK(core_read(before->state) == 0);
	CHECK(!core_field_exists(core_field_of(struct task_struct___never, no_such_field)));
	CHECK(!core_type_exists(struct no_such_struct));
	CHECK(core_type_exists(struct task_struct));
	CHECK(core_type_size(struct task_struct) > 1000);
	return 0;
}

SEC("syscall")
int bitfields(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();

	CHECK(core_field_size(task->sched_reset_on_fork) == 4);
	CHECK(core_field_rshift(task->sched_reset_on_fork) == 63);
	CHECK(core_read_bitfield(task, sched_reset_on_fork) <= 1);
	CHECK(core_read_bitfield(task, in_execve) == 0);
	return 0;
}

/* Values that differ from the kernel's, so that only relocation makes them right. */
enum bpf_map_type {
	BPF_MAP_TYPE_CGRP_ARRAY___none = 1,
	BPF_MAP_TYPE_HASH___moved = 100,
	BPF_MAP_TYPE_RINGBUF___moved = 101,
	BPF_MAP_TYPE_NO_SUCH = 102,
};

SEC("syscall")
int enums(void *ctx)
{
	CHECK(core_enum_value(enum bpf_map_type, BPF_MAP_TYPE_HASH___moved) == 1);
	CHECK(core_enum_value(enum bpf_map_type, BPF_MAP_TYPE_RINGBUF___moved) == 27);
	CHECK(core_enum_value_exists(enum bpf_map_type, BPF_MAP_TYPE_HASH___moved));
	CHECK(!core_enum_value_exists(enum bpf_map_type, BPF_MAP_TYPE_NO_SUCH));
	CHECK(!core_enum_value_exists(enum bpf_map_type, BPF_MAP_TYPE_CGRP_ARRAY___none));
	return 0;
}

LICENSE("GPL");
