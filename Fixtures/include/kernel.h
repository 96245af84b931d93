/* The parts of kernel types that the fixtures look at. Every access is relocated
 * (CO-RE), so neither the order nor the number of the members means anything.
 */
#pragma once

#include "core.h"

struct mm_struct {
	unsigned long start_stack;
	unsigned long arg_start;
	unsigned long arg_end;
} __core;

typedef struct {
	u32 val;
} __core kuid_t;

struct cred {
	kuid_t uid;
	kuid_t euid;
} __core;

struct ns_common {
	unsigned int inum;
} __core;

struct pid_namespace {
	unsigned int level;
	struct ns_common ns;
} __core;

struct nsproxy {
	struct pid_namespace *pid_ns_for_children;
} __core;

struct list_head {
	struct list_head *next, *prev;
} __core;

struct signal_struct {
	int nr_threads;
} __core;

struct task_struct {
	unsigned int flags;
	int prio;
	int static_prio;
	pid_t pid;
	pid_t tgid;
	struct task_struct *real_parent;
	struct task_struct *group_leader;
	struct list_head tasks;
	struct mm_struct *mm;
	const struct cred *cred;
	struct nsproxy *nsproxy;
	struct signal_struct *signal;
	u64 start_time;
	unsigned sched_reset_on_fork : 1;
	unsigned in_execve : 1;
	int exit_code;
	char comm[16];
} __core;

struct linux_binprm {
	const char *filename;
	const char *interp;
	int argc;
	int envc;
} __core;

/* Records of tracepoints, as programs of SEC("tracepoint/...") get them. */
struct trace_entry {
	unsigned short type;
	int pid;
} __core;

struct trace_event_raw_sys_enter {
	struct trace_entry ent;
	long id;
	unsigned long args[6];
} __core;

struct trace_event_raw_sys_exit {
	struct trace_entry ent;
	long id;
	long ret;
} __core;

struct trace_event_raw_sched_process_exec {
	struct trace_entry ent;
	u32 __data_loc_filename;
	pid_t pid;
	pid_t old_pid;
} __core;

struct trace_event_raw_sched_switch {
	struct trace_entry ent;
	char prev_comm[16];
	pid_t prev_pid;
	char next_comm[16];
	pid_t next_pid;
} __core;
