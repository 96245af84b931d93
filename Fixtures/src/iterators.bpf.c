/* iterators: a line for each object of the kernel, of many kinds. */
#include "bpf.h"
#include "kernel.h"

struct iterator_meta {
	void *seq;
	u64 session_id;
	u64 seq_num;
};

/* What all iterators begin with. */
struct iterator {
	struct iterator_meta *meta;
	void *object;
};

struct map_element {
	struct iterator_meta *meta;
	void *map;
	u32 *key;
	u64 *value;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u64);
} numbers SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_SOCKMAP);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u64);
} sockets SEC(".maps");

#define WRITE(CTX, TEXT)                                                      \
	({                                                                    \
		static const char __text[] = TEXT "\n";                       \
		bpf_seq_write((CTX)->meta->seq, __text, sizeof(__text) - 1); \
	})

#define KIND(NAME)                          \
	int dump_##NAME(struct iterator *ctx) \
	{                                   \
		if (ctx->object)            \
			WRITE(ctx, #NAME);  \
		return 0;                   \
	}

struct task_iterator {
	struct iterator_meta *meta;
	struct task_struct *task;
};

SEC("iter/task")
int tasks(struct task_iterator *ctx)
{
	struct task_struct *task = ctx->task;
	static const char format[] = "%d %d %s\n";
	u64 data[3];

	if (!task)
		return 0;
	data[0] = task->tgid;
	data[1] = task->pid;
	data[2] = (u64)task->comm;
	bpf_seq_printf(ctx->meta->seq, format, sizeof(format), data, sizeof(data));
	return 0;
}

/* A name of its own, to be set before the load. */
SEC("?iter")
KIND(anything)

SEC("?iter.s/task")
KIND(sleepable)

SEC("?iter/bpf_map_elem")
int elements(struct map_element *ctx)
{
	static const char format[] = "%d %d\n";
	u64 data[2];

	if (!ctx->key || !ctx->value)
		return 0;
	data[0] = *ctx->key;
	data[1] = *ctx->value;
	bpf_seq_printf(ctx->meta->seq, format, sizeof(format), data, sizeof(data));
	return 0;
}

/* Raw records instead of lines. */
SEC("?iter/bpf_map_elem")
int records(struct map_element *ctx)
{
	u64 value;

	if (!ctx->key || !ctx->value)
		return 0;
	value = *ctx->value;
	bpf_seq_write(ctx->meta->seq, &value, sizeof(value));
	return 0;
}

SEC("?iter/task_file")
KIND(task_file)
SEC("?iter/task_vma")
KIND(task_vma)
SEC("?iter/bpf_map")
KIND(bpf_map)
SEC("?iter/bpf_prog")
KIND(bpf_prog)
SEC("?iter/bpf_link")
KIND(bpf_link)
SEC("?iter/tcp")
KIND(tcp)
SEC("?iter/udp")
KIND(udp)
SEC("?iter/unix")
KIND(unix_socket)
SEC("?iter/netlink")
KIND(netlink)
SEC("?iter/ipv6_route")
KIND(ipv6_route)
SEC("?iter/cgroup")
KIND(cgroup)
SEC("?iter/ksym")
KIND(ksym)
SEC("?iter/sockmap")
KIND(sockmap)

LICENSE("GPL");
