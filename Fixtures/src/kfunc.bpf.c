/* kfunc: calls of kernel functions: one that is there, one that is not and is weak and
 * guarded by the test for its address, and one in two flavours of its prototype.
 */
#include "bpf.h"
#include "kernel.h"

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;
extern int no_such_kernel_function(int value) __ksym __weak;
extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern struct task_struct *bpf_task_from_pid___wrong(s32 pid, u64 flags) __ksym __weak;
extern void bpf_task_release(struct task_struct *task) __ksym;

SEC("syscall")
int locks(void *ctx)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int guarded(void *ctx)
{
	if (no_such_kernel_function)
		return no_such_kernel_function(1);
	return 7;
}

/* Returns the process id of its caller. */
SEC("syscall")
int own_task(void *ctx)
{
	s32 tgid = bpf_get_current_pid_tgid() >> 32;
	struct task_struct *task;
	int pid;

	if (bpf_task_from_pid___wrong)
		task = bpf_task_from_pid___wrong(tgid, 0);
	else
		task = bpf_task_from_pid(tgid);
	if (!task)
		return -1;
	pid = task->pid;
	bpf_task_release(task);
	return pid;
}

LICENSE("GPL");
